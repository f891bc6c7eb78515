import { expect } from "chai";
import type { Address, HDAccount } from "viem";
import { createPublicClient, http } from "viem";
import { amend, amendTerms, drawPanel, getDeal, signTerms, type Terms } from "../../../sdk/index.ts";
import {
  openContestedDeal,
  openExampleAccount,
  openExampleDeal,
  openProvisionalDeal,
} from "../../../sdk/testing/index.ts";
import { type Duty, type DutyReport, watchDuties } from "../../../sdk/watching/index.ts";
import { answering } from "../../support/nodes/behaviours.ts";
import { startNode } from "../../support/nodes/loopback-node.ts";
import { useStack } from "../support/setup.ts";
import { deliverWork } from "./support.ts";

const DAY = 86_400;

describe("the duties of an agent", () => {
  const setup = useStack();
  const watching = (agent: Address, others: object = {}) =>
    watchDuties(setup().publicClient, {
      ...{ address: setup().address, agent, fromBlock: BigInt(setup().startBlock), pollingInterval: 5 },
      ...others,
    });

  /** The present report. */
  async function reportTo({ address }: Pick<HDAccount, "address">, others: object = {}): Promise<DutyReport> {
    for await (const report of watching(address, others)) return report;
    throw new Error("no report");
  }
  const dutiesOf = async (agent: Pick<HDAccount, "address">, milestone = 0) =>
    (await reportTo(agent)).duties.filter((duty) => duty.milestone === milestone);
  const brief = ({ action, must, from, until, round }: Duty) => [action, must, from, until, round];
  const deadlineOf = (terms: Terms, milestone = 0) => terms.milestones[milestone]?.deadline ?? 0;

  it("begin with delivering, judging, and reclaiming what nobody delivers", async () => {
    const { buyer, seller, jurors, publicClient } = setup();
    const { terms, dealId } = await openExampleDeal(setup());
    const deadline = deadlineOf(terms);
    const report = await reportTo(seller);
    expect(report.duties.map(({ milestone }) => milestone)).to.deep.equal([0, 1, 2]);
    expect(report.duties[0]).to.include({ dealId, account: seller.address, role: "seller" });
    const head = await publicClient.getBlock();
    expect(report.asOf).to.deep.equal({
      ...{ block: Number(head.number), hash: head.hash, timestamp: Number(head.timestamp) },
    });
    expect((await dutiesOf(seller)).map(brief)).to.deep.equal([
      ["deliver", true, undefined, deadline + 1, undefined],
    ]);
    expect((await dutiesOf(buyer)).map(brief)).to.deep.equal([
      ["reclaim", false, deadline + 1, undefined, undefined],
    ]);
    const [juror] = jurors;
    if (juror === undefined) throw new Error("no juror");
    expect((await dutiesOf(juror)).map(brief)).to.deep.equal([["ballot", false, undefined, deadline + 1, 1]]);
    expect((await reportTo(setup().arbiter)).duties).to.deep.equal([]);
  });

  it("after a delivery are ballots by the end of the window, then contesting and settling what silence gives", async () => {
    const { buyer, jurors, now } = setup();
    const deal = await openExampleDeal(setup(), { contestWindow: DAY, silencePayout: 5_000 });
    await deliverWork(setup(), deal);
    const judgedBy = (await now()) + deal.terms.verdictWindow;
    const [juror] = jurors;
    if (juror === undefined) throw new Error("no juror");
    expect((await dutiesOf(juror)).map(brief)).to.deep.equal([["ballot", true, undefined, judgedBy, 1]]);
    const wanted = [
      ["contest", false, judgedBy, judgedBy + DAY, 2],
      ["settle", false, judgedBy + DAY, undefined, undefined],
    ];
    const duties = await dutiesOf(buyer);
    expect(duties.map(brief)).to.deep.equal(wanted);
    expect(duties.map(({ payout }) => payout)).to.deep.equal([5_000, 5_000]);
  });

  it("after a verdict are to contest it in time, and to settle it from then on", async () => {
    const { seller } = setup();
    await openProvisionalDeal(setup());
    const since = await setup().now();
    expect((await dutiesOf(seller)).map(brief)).to.deep.equal([
      ["contest", false, undefined, since + DAY, 2],
      ["settle", false, since + DAY, undefined, undefined],
    ]);
  });

  it("after a draw are those of the drawn jurors, too, whom the terms do not name", async () => {
    const { address, walletClient } = setup();
    const { terms, poolJurors } = await openContestedDeal(setup());
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const [drawn] = poolJurors.filter((juror) => panel.includes(juror.address));
    if (drawn === undefined) throw new Error("no drawn juror");
    const [ballot, ...others] = await dutiesOf(drawn);
    expect([ballot?.action, ballot?.must, ballot?.round]).to.deep.equal(["ballot", true, 2]);
    expect(others).to.deep.equal([]);
    const { round } = { round: await dutiesOf(setup().buyer) };
    expect(round.map(({ action }) => action))
      .to.include("settle")
      .and.to.include("releaseBond");
  });

  it("are reported again when an event, the chain's time or a reorganisation changes them", async () => {
    const { seller, snapshot, revert, mine, setTime } = setup();
    const deal = await openExampleDeal(setup(), { contestWindow: DAY });
    const fork = await snapshot();
    const steps: (() => Promise<unknown>)[] = [
      () => deliverWork(setup(), deal),
      async () => {
        await revert(fork);
        await mine(3);
      },
      () => setTime(deadlineOf(deal.terms) + 1),
    ];
    const seen: string[][] = [];
    for await (const { duties } of watching(seller.address)) {
      seen.push(duties.filter(({ milestone }) => milestone === 0).map(({ action }) => action));
      const next = steps.shift();
      if (next === undefined) break;
      await next();
    }
    expect(seen).to.deep.equal([["deliver"], ["contest", "settle"], ["deliver"], []]);
  });

  it("are those of all accounts of a principal", async () => {
    const stack = setup();
    const { account, principal } = await openExampleAccount(stack);
    const parties = { ...stack, buyer: account as never };
    await openExampleDeal(parties, { fundedFromLedger: true, buyerToLedger: true });
    const { duties } = await reportTo(principal as HDAccount);
    expect(duties.map(({ action, account: whose, role }) => [action, whose, role])).to.deep.equal(
      [0, 1, 2].map(() => ["reclaim", account.address, "buyer"]),
    );
    const alone = await reportTo(account);
    expect(alone.duties).to.deep.equal(duties);
  });

  it("go over to the deal that replaces another", async () => {
    const { address, domain, buyer, seller, walletClient, publicClient } = setup();
    const { terms, dealId } = await openExampleDeal(setup());
    const deal = await getDeal(publicClient, { address, dealId });
    if (deal === undefined) throw new Error("the deal is open");
    const now = await setup().now();
    const milestones = terms.milestones.map(({ amount, deadline }) => ({ amount, deadline: deadline + DAY }));
    const newTerms = amendTerms({ terms, deal, changes: { milestones, openBy: now + 600 }, now });
    const { successor } = await amend(walletClient, {
      ...{ address, oldTerms: terms, newTerms },
      buyerSignature: await signTerms({ domain, terms: newTerms, account: buyer }),
      sellerSignature: await signTerms({ domain, terms: newTerms, account: seller }),
    });
    const { duties } = await reportTo(seller);
    expect(duties.map(({ dealId: whose, until }) => [whose, until])).to.deep.equal(
      milestones.map(({ deadline }) => [successor, deadline + 1]),
    );
  });

  it("come when the node has the block, though it refused at first", async () => {
    const { seller, chain, publicClient, address, startBlock } = setup();
    await openExampleDeal(setup());
    const node = await startNode((call) => publicClient.request(call as never));
    node.behave(answering(["eth_call"], { error: { code: -32_000, message: "header not found" } }, 3));
    const client = createPublicClient({ chain, transport: http(node.url, { retryCount: 0 }) });
    const watched = { address, agent: seller.address, fromBlock: BigInt(startBlock), pollingInterval: 2 };
    for await (const { duties } of watchDuties(client, watched)) {
      expect(duties).to.have.length(3);
      break;
    }
    const tags = node.asked.filter(({ method }) => method === "eth_call").map(({ params }) => params[1]);
    expect(tags.every((tag) => typeof tag === "object")).to.equal(true);
    await node.stop();
  });
});
