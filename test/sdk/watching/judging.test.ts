import { expect } from "chai";
import type { Address, HDAccount } from "viem";
import {
  deliver,
  drawPanel,
  hashEvidence,
  hashReasons,
  recordBallots,
  signBallot,
  signDelivery,
  submitVerdict,
} from "../../../sdk/index.ts";
import { openContestedDeal, openExampleDeal } from "../../../sdk/testing/index.ts";
import { type JudgingReport, watchJudging } from "../../../sdk/watching/index.ts";
import { useStack } from "../support/setup.ts";

const evidenceUri = "https://seller.example/evidence/1";
const evidence = hashEvidence("the delivered text");

describe("what a juror has to judge", () => {
  const setup = useStack();
  const watching = (agent: Address) =>
    watchJudging(setup().publicClient, {
      ...{ address: setup().address, agent, fromBlock: BigInt(setup().startBlock), pollingInterval: 5 },
    });
  async function reportTo({ address }: Pick<HDAccount, "address">): Promise<JudgingReport> {
    for await (const report of watching(address)) return report;
    throw new Error("no report");
  }
  const jurorOf = (index: number): HDAccount => {
    const juror = setup().jurors[index];
    if (juror === undefined) throw new Error("no juror");
    return juror;
  };
  async function openDelivered(changes: object = {}) {
    const { address, domain, seller, walletClient } = setup();
    const deal = await openExampleDeal(setup(), changes);
    const claim = { deal: deal.dealId, milestone: 0, evidence, evidenceUri };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    await deliver(walletClient, { address, terms: deal.terms, delivery });
    return { ...deal, delivery };
  }

  it("is nothing before a delivery on-chain", async () => {
    await openExampleDeal(setup());
    expect((await reportTo(jurorOf(0))).cases).to.deep.equal([]);
  });

  it("is a delivery on-chain, with its place and the time that is left", async () => {
    const { dealId, terms } = await openDelivered();
    const from = await setup().now();
    const { cases } = await reportTo(jurorOf(0));
    expect(cases).to.deep.equal([
      {
        ...{ dealId, milestone: 0, round: 1, evidence, evidenceUri, terms, panel: terms.panel },
        ...{ from, until: from + terms.verdictWindow, drawnAt: undefined },
      },
    ]);
    expect((await reportTo(setup().buyer)).cases).to.deep.equal([]);
  });

  it("ends with the verdict, and with the time", async () => {
    const { address, domain, walletClient, setTime, now } = setup();
    const deal = await openDelivered();
    const ballots = await Promise.all(
      [0, 1].map((index) =>
        signBallot({
          ...{ domain, account: jurorOf(index), deal: deal.dealId, milestone: 0, evidence },
          ...{ score: 10_000, reasons: hashReasons("complete") },
        }),
      ),
    );
    const undone = await setup().snapshot();
    await submitVerdict(walletClient, { address, terms: deal.terms, ballots });
    expect((await reportTo(jurorOf(2))).cases).to.deep.equal([]);
    await setup().revert(undone);
    const end = (await now()) + deal.terms.verdictWindow;
    await setTime(end - 1);
    expect((await reportTo(jurorOf(2))).cases).to.have.length(1);
    await setTime(end);
    expect((await reportTo(jurorOf(2))).cases).to.deep.equal([]);
  });

  it("is round 2 for a juror that was drawn, until its ballot is on record", async () => {
    const { address, domain, walletClient, now } = setup();
    const { terms, dealId, poolJurors, evidence: judged } = await openContestedDeal(setup());
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const drawnAt = await now();
    const [juror] = poolJurors.filter((each) => panel.includes(each.address));
    if (juror === undefined) throw new Error("no drawn juror");
    const { cases } = await reportTo(juror);
    const [asked] = cases;
    expect(asked).to.deep.include({ dealId, milestone: 0, round: 2, evidence: judged, panel, drawnAt });
    // It was delivered with its verdict, not on-chain, so that the chain names no place.
    expect(asked?.evidenceUri).to.equal(undefined);
    expect(asked?.until).to.equal((asked?.from ?? 0) + terms.verdictWindow);
    const drafted = {
      deal: dealId,
      milestone: 0,
      round: 2,
      evidence: judged,
      score: 0,
      reasons: hashReasons("none"),
    };
    const ballot = await signBallot({ domain, account: juror, ...drafted });
    await recordBallots(walletClient, { address, terms, panel, ballots: [ballot] });
    expect((await reportTo(juror)).cases).to.deep.equal([]);
  });

  it("is reported again when a reorganisation takes a delivery away, and when another one comes", async () => {
    const { address, domain, seller, walletClient, snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    const fork = await snapshot();
    const deliverAt = async (uri: string) => {
      const claim = { deal: deal.dealId, milestone: 0, evidence, evidenceUri: uri };
      const delivery = await signDelivery({ domain, account: seller, ...claim });
      await deliver(walletClient, { address, terms: deal.terms, delivery });
    };
    await deliverAt("https://seller.example/one");
    const steps: (() => Promise<unknown>)[] = [
      async () => {
        await revert(fork);
        await mine(3);
      },
      async () => deliverAt("https://seller.example/two"),
    ];
    const seen: (string | undefined)[][] = [];
    for await (const { cases } of watching(jurorOf(0).address)) {
      seen.push(cases.map((each) => each.evidenceUri));
      const next = steps.shift();
      if (next === undefined) break;
      await next();
    }
    expect(seen).to.deep.equal([["https://seller.example/one"], [], ["https://seller.example/two"]]);
  });
});
