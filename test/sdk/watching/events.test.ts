import { expect } from "chai";
import { createPublicClient, custom, webSocket } from "viem";
import {
  ContractMissingError,
  hashEvidence,
  hashReasons,
  InvalidFieldError,
  rate,
  release,
  signBallotBatch,
  submitVerdicts,
} from "../../../sdk/index.ts";
import { openContestedDeal, openExampleDeal, openProvisionalDeal } from "../../../sdk/testing/index.ts";
import {
  type ChainReorganised,
  type DealEvent,
  onVerdict,
  parseCursor,
  watchDeal,
  watchMilestone,
} from "../../../sdk/watching/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";
import { bare, deliverWork, take } from "./support.ts";

type Reported = DealEvent | ChainReorganised;

const namesOf = (events: readonly Reported[]) => events.map(({ name }) => name);

describe("the events of a deal", () => {
  const setup = useStack();
  const watched = () => ({ address: setup().address, fromBlock: BigInt(setup().startBlock) });
  const quick = { pollingInterval: 5 };

  /** A deal that is contested, then released, with what has happened before in another one. */
  async function contested() {
    const stack = setup();
    const { address, buyer, walletClient } = stack;
    await openProvisionalDeal(stack);
    const { terms, dealId } = await openContestedDeal(stack, { category: 7 });
    await deliverWork(stack, { terms, dealId }, { milestone: 1, text: "more" });
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    return { terms, dealId };
  }
  const STORY = ["DealOpened", "VerdictReached", "ContestOpened", "EvidenceDelivered", "MilestoneSettled"];

  it("come in the chain's order, with what they say and where they are", async () => {
    const { terms, dealId } = await contested();
    const events = await take(watchDeal(setup().publicClient, { ...watched(), dealId }), STORY.length);
    expect(namesOf(events)).to.deep.equal(STORY);
    const [opened, verdict] = events;
    if (opened?.name !== "DealOpened" || verdict?.name !== "VerdictReached") throw new Error("another order");
    expect(opened.terms).to.deep.equal(terms);
    expect(opened).to.include({ dealId, buyer: terms.buyer, removed: false, part: 0 });
    expect([verdict.milestone, verdict.round, verdict.payout]).to.deep.equal([0, 1, 6_000]);
    const block = await setup().publicClient.getBlock({ blockNumber: opened.blockNumber });
    expect(opened.blockHash).to.equal(block.hash);
    expect(opened.timestamp).to.equal(Number(block.timestamp));
    const head = await setup().publicClient.getBlockNumber();
    expect(opened.confirmations).to.equal(Number(head - opened.blockNumber) + 1);
    expect(new Set(events.map((event) => "id" in event && event.id)).size).to.equal(events.length);
  });

  it("are those of one milestone and of the whole deal when a milestone is watched", async () => {
    const { dealId, terms } = await contested();
    const { address, seller, walletClient, publicClient } = setup();
    await rate(walletClient, { address, terms, rater: seller.address, score: 80, account: seller });
    const events = await take(watchMilestone(publicClient, { ...watched(), dealId, milestone: 1 }), 3);
    expect(namesOf(events)).to.deep.equal(["DealOpened", "EvidenceDelivered", "DealRated"]);
  });

  it("come once each, without a gap, to a watcher that goes on from any cursor", async () => {
    const { dealId } = await contested();
    const { publicClient } = setup();
    const all = await take(watchDeal(publicClient, { ...watched(), dealId }), STORY.length);
    for (const [index, { cursor }] of all.entries()) {
      if (index + 1 === all.length) continue;
      const stored = parseCursor(JSON.stringify(cursor));
      const { address } = setup();
      const rest = await take(
        watchDeal(publicClient, { address, dealId, cursor: stored }),
        all.length - index - 1,
      );
      expect(rest.map(bare)).to.deep.equal(all.slice(index + 1).map(bare));
    }
  });

  it("are verdicts of batches, too, and a cursor may be in the middle of one", async () => {
    const { address, domain, jurors, walletClient, publicClient } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup());
    const ballots = [0, 1, 2].map((milestone) => ({
      ...{ deal, milestone, evidence: hashEvidence(`work ${milestone}`), reasons: hashReasons("complete") },
      score: 10_000,
    }));
    const signed = await Promise.all(
      jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots })),
    );
    const items = ballots.map((_, index) => ({
      terms,
      ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
    }));
    await submitVerdicts(walletClient, { address, groups: [items] });
    const events = await take(watchDeal(publicClient, { ...watched(), dealId: deal }), 4);
    expect(events.map((event) => "part" in event && event.part)).to.deep.equal([0, 0, 1, 2]);
    const { cursor } = events[2] ?? {};
    const rest = await take(watchDeal(publicClient, { address, dealId: deal, cursor }), 1);
    expect(rest.map(bare)).to.deep.equal(events.slice(3).map(bare));
  });

  it("begin with what comes from now on when no block is named", async () => {
    const { dealId, terms } = await openExampleDeal(setup());
    const { address, publicClient } = setup();
    const looks: string[] = [];
    const client = createPublicClient({
      ...{ chain: setup().chain, ...quick },
      transport: custom({
        request: async (call) => {
          looks.push(call.method);
          return publicClient.request(call as never);
        },
      }),
    });
    const events = take(watchDeal(client, { address, dealId }), 1);
    while (!looks.includes("eth_getBlockByNumber")) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await deliverWork(setup(), { terms, dealId });
    expect(namesOf(await events)).to.deep.equal(["EvidenceDelivered"]);
  });

  it("are called back with, one at a time, until it is stopped", async () => {
    const { dealId } = await contested();
    const { publicClient } = setup();
    let running = 0;
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const stop = watchDeal(publicClient, { ...watched(), dealId }).subscribe({
        onEvent: async ({ name }) => {
          running += 1;
          await new Promise((later) => setTimeout(later, 1));
          seen.push(`${name} ${running}`);
          running -= 1;
          if (seen.length < 3) return;
          stop();
          resolve();
        },
        onError: reject,
      });
    });
    expect(seen).to.deep.equal(STORY.slice(0, 3).map((name) => `${name} 1`));
  });

  it("end without an error when the signal says so, and say where to go on", async () => {
    const { dealId } = await contested();
    const end = new AbortController();
    const watcher = watchDeal(setup().publicClient, { ...watched(), ...quick, dealId, signal: end.signal });
    const seen: Reported[] = [];
    for await (const event of watcher) {
      seen.push(event);
      if (seen.length === 2) end.abort();
    }
    expect(seen).to.have.length(2);
    const { address, publicClient } = setup();
    const [next] = await take(watchDeal(publicClient, { address, dealId, cursor: watcher.cursor }), 1);
    expect(next?.name).to.equal(STORY[2]);
  });

  it("that an error in the handler stopped come again from the cursor of before", async () => {
    const { dealId } = await contested();
    const { publicClient, address } = setup();
    const watcher = watchDeal(publicClient, { ...watched(), dealId });
    const error = await new Promise<unknown>((resolve) => {
      watcher.subscribe({
        onEvent: ({ name }) => {
          if (name === "VerdictReached") throw new Error("the receiver is full");
        },
        onError: resolve,
      });
    });
    expect(error).to.be.instanceOf(Error).with.property("message", "the receiver is full");
    const [next] = await take(watchDeal(publicClient, { address, dealId, cursor: watcher.cursor }), 1);
    expect(next?.name).to.equal("VerdictReached");
  });

  it("are reported as verdicts of every deal by onVerdict", async () => {
    await contested();
    const { publicClient } = setup();
    const seen = await new Promise<number[]>((resolve, reject) => {
      const payouts: number[] = [];
      const stop = onVerdict(publicClient, {
        ...watched(),
        onEvent: (event) => {
          if (event.name === "VerdictReached") payouts.push(event.payout);
          if (payouts.length < 2) return;
          stop();
          resolve(payouts);
        },
        onError: reject,
      });
    });
    expect(seen).to.deep.equal([6_000, 6_000]);
  });

  it("come over a WebSocket, also after it dropped", async () => {
    const { dealId, terms } = await openExampleDeal(setup());
    const transport = webSocket(setup().wsUrl, { retryDelay: 10, reconnect: { delay: 10 } });
    const client = createPublicClient({ chain: setup().chain, transport, ...quick });
    const socket = async () => (await client.transport.getRpcClient()).socket;
    const seen: Reported[] = [];
    for await (const event of watchDeal(client, { ...watched(), dealId, attempts: 100 })) {
      seen.push(event);
      if (event.name === "EvidenceDelivered" && event.milestone === 1) break;
      (await socket()).close();
      const milestone = event.name === "DealOpened" ? 0 : 1;
      await deliverWork(setup(), { terms, dealId }, { milestone, text: `work ${milestone}` });
    }
    expect(namesOf(seen)).to.deep.equal(["DealOpened", "EvidenceDelivered", "EvidenceDelivered"]);
    (await client.transport.getRpcClient()).close();
  });

  it("are refused where there is no contract, and for what is no deal, block or cursor", async () => {
    const { publicClient, seller } = setup();
    const { dealId } = await openExampleDeal(setup());
    await refusalOf(ContractMissingError, () =>
      take(watchDeal(publicClient, { ...watched(), address: seller.address, dealId }), 1),
    );
    const wrong: readonly object[] = [
      { dealId: "0x11" },
      { dealId, cursor: { block: 1 } },
      { dealId, dealid: dealId },
      { dealId, confirmations: 0 },
      { dealId, blockRange: 1.5 },
      { dealId, pollingInterval: -1 },
    ];
    for (const parameters of wrong) {
      await refusalOf(InvalidFieldError, async () =>
        take(watchDeal(publicClient, { ...watched(), ...parameters } as never), 1),
      );
    }
  });
});
