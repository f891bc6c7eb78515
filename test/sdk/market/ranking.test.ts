import { expect } from "chai";
import fc from "fast-check";
import { orderChangesBench } from "../../../scripts/bench/market/order-changes.ts";
import { requestOf } from "../../../scripts/bench/market/requests.ts";
import { sealOf } from "../../../sdk/market/rfqs/bid.ts";
import { type BidFigures, type Scoring, scoreOfBid } from "../../../sdk/market/rfqs/scoring.ts";
import { type OpenedBid, settleBids } from "../../../sdk/market/rfqs/settle.ts";

const SCORING: Scoring = {
  price: { weight: 5_000, full: 10_000_000n },
  latency: { weight: 2_000, full: 3_600, zero: 7_200 },
  trust: { weight: 2_000, block: 1 },
  clauses: { weight: 1_000 },
};

const figures = fc.record({
  price: fc.bigInt({ min: 1n, max: 1_000_000_000n }),
  latency: fc.integer({ min: 0, max: 10_000 }),
  trust: fc.integer({ min: 0, max: 10_000 }),
  clauses: fc.integer({ min: 0, max: 10_000 }),
});

/** The first request of which so many bids count, all at one total. */
function tied(count: number, from = 0) {
  for (let seed = from; ; seed++) {
    const messages = requestOf(seed);
    const { ranking } = settleBids(messages);
    const top = ranking.filter(({ score }) => score.total === ranking[0]?.score.total);
    if (top.length === count) return { seed, messages, top };
  }
}

describe("the ranking of bids", () => {
  it("ranks bids alike in whatever order they came", async () => {
    const [figure] = await orderChangesBench({ requests: 60, orders: 20 }).measure();
    expect(figure?.value).to.equal(0);
    expect(figure?.baseline.value).to.be.above(0);
  });

  it("gives no worse score for a better figure", () => {
    const total = (of: BidFigures) => scoreOfBid(SCORING, of).total;
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 1_000 }), (of, step) => {
        expect(total({ ...of, price: of.price + BigInt(step) })).to.be.at.most(total(of));
        expect(total({ ...of, latency: of.latency + step })).to.be.at.most(total(of));
        expect(total({ ...of, trust: of.trust + step })).to.be.above(total(of));
        expect(total({ ...of, clauses: of.clauses + step })).to.be.above(total(of));
      }),
    );
  });

  it("keeps the order of two bids whatever others there are", () => {
    for (let seed = 0; seed < 40; seed++) {
      const messages = requestOf(seed);
      const { ranking } = settleBids(messages);
      const distinct = ranking.filter(
        ({ score }) => ranking.filter((each) => each.score.total === score.total).length === 1,
      );
      const [first, , third] = distinct;
      if (first === undefined || third === undefined) continue;
      const pair = [first.bidder, third.bidder];
      const alone = settleBids({
        ...messages,
        commitments: messages.commitments.filter(({ bidder }) => pair.includes(bidder)),
      });
      expect(alone.ranking.map(({ bidder }) => bidder)).to.deep.equal(pair);
    }
  });

  it("scores by the rule, in millionths", () => {
    const score = scoreOfBid(SCORING, { price: 30_000_000n, latency: 5_400, trust: 4_210, clauses: 3_333 });
    expect(score).to.deep.equal({
      ...{ price: 333_333, latency: 500_000, trust: 421_000, clauses: 333_300 },
      total: 333_333 * 5_000 + 500_000 * 2_000 + 421_000 * 2_000 + 333_300 * 1_000,
    });
  });

  it("draws lots among bids that tie", () => {
    const wins = [0, 0];
    let seed = -1;
    for (let round = 0; round < 40; round++) {
      const found = tied(2, seed + 1);
      seed = found.seed;
      const bidders = found.top.map(({ bidder }) => bidder).sort();
      wins[found.top[0]?.bidder === bidders[0] ? 0 : 1] =
        (wins[found.top[0]?.bidder === bidders[0] ? 0 : 1] ?? 0) + 1;
    }
    expect(wins[0]).to.be.above(5);
    expect(wins[1]).to.be.above(5);
  });

  it("gives nothing to one that holds its bid back", () => {
    const { messages, top } = tied(2);
    const [winner, loser] = top;
    const without = (bidder: string | undefined) =>
      settleBids({
        ...messages,
        opened: messages.opened.filter(({ revealed }) => revealed.bid.offer.from !== bidder),
      });
    expect(without(loser?.bidder).ranking[0]?.bidder).to.equal(winner?.bidder);
    const { ranking, refused } = without(winner?.bidder);
    expect(ranking[0]?.bidder).to.equal(loser?.bidder);
    expect(refused).to.deep.include({ bidder: winner?.bidder, reason: "unrevealed" });
  });

  it("leaves out a bidder with two commitments", () => {
    const { messages, top } = tied(1);
    const [best] = top;
    const [own] = messages.commitments.filter(({ bidder }) => bidder === best?.bidder);
    if (own === undefined) throw new Error("the best has a commitment");
    const second = { ...own, hash: `0x${"77".repeat(32)}`, seal: `0x${"78".repeat(32)}` } as const;
    const others = messages.closed.filter((hash) => hash !== own.hash);
    for (const closed of [others, [...messages.closed, second.hash]]) {
      const { ranking, refused } = settleBids({
        ...{ ...messages, closed },
        commitments: [second, ...messages.commitments],
      });
      expect(ranking.map(({ bidder }) => bidder)).not.to.include(own.bidder);
      expect(refused).to.deep.include({ bidder: own.bidder, reason: "double" });
    }
    const again = settleBids({ ...messages, commitments: [own, ...messages.commitments] });
    expect(again.ranking[0]?.bidder).to.equal(own.bidder);
  });

  it("lets no bidder step back by a second commitment that is not in the closing", () => {
    const { messages, top } = tied(1);
    const [best] = top;
    const own = messages.commitments.find(({ bidder }) => bidder === best?.bidder);
    if (own === undefined) throw new Error("the best has a commitment");
    const second = { ...own, hash: `0x${"77".repeat(32)}`, seal: `0x${"78".repeat(32)}` } as const;
    for (const commitments of [
      [second, ...messages.commitments],
      [...messages.commitments, second],
    ])
      expect(settleBids({ ...messages, commitments })).to.deep.equal(settleBids(messages));
  });

  it("leaves out what came late, is not revealed, or is wrong", () => {
    const { messages, top } = tied(1);
    const [best] = top;
    const own = messages.commitments.find(({ bidder }) => bidder === best?.bidder);
    if (own === undefined) throw new Error("the best has a commitment");
    const reasonOf = (changes: Partial<typeof messages>) => {
      const { ranking, refused } = settleBids({ ...messages, ...changes });
      expect(ranking.map(({ bidder }) => bidder)).not.to.include(own.bidder);
      return refused.find(({ bidder }) => bidder === own.bidder)?.reason;
    };
    expect(reasonOf({ closed: messages.closed.filter((hash) => hash !== own.hash) })).to.equal("late");
    expect(reasonOf({ opened: messages.opened.filter(({ seal }) => seal !== own.seal) })).to.equal(
      "unrevealed",
    );
    const spoilt = (each: OpenedBid) => (each.seal === own.seal ? { ...each, isGood: false } : each);
    expect(reasonOf({ opened: messages.opened.map(spoilt) })).to.equal("wrong");
  });

  it("opens no seal for another bidder", () => {
    const [one] = requestOf(1).opened;
    if (one === undefined) throw new Error("a bid was opened");
    const { revealed } = one;
    const { bid } = revealed;
    const thief = `0x${"99".repeat(20)}` as const;
    expect(sealOf(revealed, thief)).not.to.equal(sealOf(revealed, bid.offer.from));
    expect(sealOf({ ...revealed, salt: `0x${"01".repeat(32)}` }, thief)).not.to.equal(
      sealOf(revealed, thief),
    );
  });
});
