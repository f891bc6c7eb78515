import { expect } from "chai";
import type { Hex } from "viem";
import { ReorganisationTooDeepError, type Terms } from "../../../sdk/index.ts";
import { openExampleDeal } from "../../../sdk/testing/index.ts";
import { type ChainReorganised, type DealEvent, watchDeal } from "../../../sdk/watching/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";
import { bare, deliverWork, take } from "./support.ts";

type Reported = DealEvent | ChainReorganised;

/** What a consumer that obeys the news has at the end: events by id, in order. */
function remaining(reported: readonly Reported[], before: readonly DealEvent[] = []): DealEvent[] {
  let kept = [...before];
  for (const event of reported) {
    if (event.name === "ChainReorganised") {
      const { keptBlock, isComplete } = event;
      if (!isComplete)
        kept = kept.filter(({ blockNumber }) => keptBlock !== undefined && blockNumber <= keptBlock);
    } else if (event.removed) {
      expect(kept.at(-1)?.id, "removed, latest first").to.equal(event.id);
      kept.pop();
    } else {
      kept.push(event);
    }
  }
  return kept;
}

const brief = (event: Reported): string =>
  event.name === "ChainReorganised"
    ? `reorganised, ${event.isComplete ? "complete" : "not complete"}`
    : `${event.removed ? "-" : "+"}${event.name}${"milestone" in event ? ` ${event.milestone}` : ""}`;

describe("a reorganisation, to a watcher", () => {
  const setup = useStack();
  const watching = (dealId: Hex, others: object = {}) =>
    watchDeal(setup().publicClient, {
      ...{ address: setup().address, dealId, fromBlock: BigInt(setup().startBlock), pollingInterval: 5 },
      ...others,
    });
  const deliver = (deal: { readonly terms: Terms; readonly dealId: Hex }, milestone: number, text = "work") =>
    deliverWork(setup(), deal, { milestone, text });

  /** Takes events, and does something to the chain after some of them. */
  async function taking(
    watcher: AsyncIterable<Reported>,
    count: number,
    after: Readonly<Record<number, () => Promise<unknown>>>,
  ): Promise<Reported[]> {
    const taken: Reported[] = [];
    for await (const event of watcher) {
      taken.push(event);
      if (taken.length === count) break;
      await after[taken.length]?.();
    }
    return taken;
  }

  it("is told first, then what it removed, latest first, then what replaces it", async () => {
    const { snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    const fork = await snapshot();
    await deliver(deal, 0);
    await deliver(deal, 1);
    const reported = await taking(watching(deal.dealId), 7, {
      3: async () => {
        await revert(fork);
        await mine();
        await deliver(deal, 2);
        await mine();
      },
    });
    expect(reported.map(brief)).to.deep.equal([
      ...["+DealOpened", "+EvidenceDelivered 0", "+EvidenceDelivered 1"],
      ...["reorganised, complete", "-EvidenceDelivered 1", "-EvidenceDelivered 0", "+EvidenceDelivered 2"],
    ]);
    const [, first] = reported;
    const removed = reported[5];
    if (first?.name !== "EvidenceDelivered" || removed?.name !== "EvidenceDelivered")
      throw new Error("no event");
    expect(removed).to.deep.equal({ ...first, removed: true, confirmations: 0, cursor: removed.cursor });
    const fresh = (await take(watching(deal.dealId), 2)).map(bare);
    expect(remaining(reported).map(bare)).to.deep.equal(fresh);
  });

  it("that takes only a rival's blocks is not told to who watches another deal", async () => {
    const { snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    const other = await openExampleDeal(setup(), { category: 3 });
    const fork = await snapshot();
    await deliver(other, 0);
    const reported = await taking(watching(deal.dealId), 2, {
      1: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await revert(fork);
        await mine(3);
        await deliver(deal, 0);
      },
    });
    expect(reported.map(brief)).to.deep.equal(["+DealOpened", "+EvidenceDelivered 0"]);
  });

  it("to a shorter chain counts once that chain has another block at the height that was read", async () => {
    const { snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    const fork = await snapshot();
    await deliver(deal, 0);
    await mine(5);
    const reported = await taking(watching(deal.dealId), 5, {
      2: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await revert(fork);
        await deliver(deal, 0, "other work");
        await mine();
      },
    });
    expect(reported.map(brief)).to.deep.equal([
      ...["+DealOpened", "+EvidenceDelivered 0", "reorganised, complete", "-EvidenceDelivered 0"],
      "+EvidenceDelivered 0",
    ]);
  });

  it("that happened while nobody watched is told to who goes on from a cursor of before", async () => {
    const { snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    const fork = await snapshot();
    await deliver(deal, 0);
    await deliver(deal, 1);
    const before = (await take(watching(deal.dealId), 3)) as DealEvent[];
    await revert(fork);
    await mine();
    await deliver(deal, 2);
    await mine();
    for (const [index, { cursor }] of before.entries()) {
      const had = before.slice(0, index + 1);
      const wanted =
        index === 0 ? ["+EvidenceDelivered 2"] : ["reorganised, not complete", "+EvidenceDelivered 2"];
      const rest = await take(watching(deal.dealId, { fromBlock: undefined, cursor }), wanted.length);
      expect(rest.map(brief)).to.deep.equal(wanted);
      const fresh = (await take(watching(deal.dealId), 2)).map(bare);
      expect(remaining(rest, had).map(bare)).to.deep.equal(fresh);
    }
  });

  it("is not noticed by who waits until an event is deeper than it", async () => {
    const { snapshot, revert, mine } = setup();
    const deal = await openExampleDeal(setup());
    await mine(3);
    const fork = await snapshot();
    await deliver(deal, 0);
    const reported = await taking(watching(deal.dealId, { confirmations: 4 }), 2, {
      1: async () => {
        await mine();
        await new Promise((resolve) => setTimeout(resolve, 30));
        await revert(fork);
        await deliver(deal, 1);
        await mine(3);
      },
    });
    expect(reported.map(brief)).to.deep.equal(["+DealOpened", "+EvidenceDelivered 1"]);
    const depths = reported.map((event) => "confirmations" in event && event.confirmations);
    for (const depth of depths) expect(depth).to.be.at.least(4);
  });

  it("deeper than a cursor remembers, or another chain, is an error", async () => {
    const deal = await openExampleDeal(setup());
    const block = 3;
    const strange = { block, hash: `0x${"11".repeat(32)}` as Hex };
    const cursor = { ...strange, logIndex: null, part: 0, before: [{ ...strange, block: 2 }] };
    const error = await refusalOf(ReorganisationTooDeepError, () =>
      take(watching(deal.dealId, { fromBlock: undefined, cursor }), 1),
    );
    expect(error.block).to.equal(2n);
  });
});
