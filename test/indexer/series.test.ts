import { expect } from "chai";
import fc from "fast-check";
import { isOnTime, loserOf } from "../../indexer/accounting/decided.ts";
import { hourOf, withHour } from "../../indexer/accounting/hours.ts";
import { disputeLosers } from "../../sdk/reputation/outcomes.ts";

const CAUSES = [
  "verdict",
  "silence",
  "release",
  "refund",
  "agreement",
  "reclaim",
  "ruling",
  "cancellation",
] as const;

describe("what the indexer counts of a day", () => {
  it("is in the hour of UTC", () => {
    const day = BigInt(Date.parse("2026-11-21T00:00:00Z") / 1_000);
    expect([0n, 3_599n, 3_600n, 86_399n].map((after) => hourOf(day + after))).to.deep.equal([0, 0, 1, 23]);
  });

  it("is of an hour what it has beyond the hours before, without zeros, and in their order", () => {
    const two = withHour("{}", 2, { deals: 1, funded: 5n, ratings: 0, settled: 0n });
    expect(two).to.equal('{"2":{"deals":1,"funded":"5"}}');
    const ten = withHour(two, 10, { deals: 1, funded: 7n, verdicts: 1 });
    expect(ten).to.equal('{"2":{"deals":1,"funded":"5"},"10":{"funded":"2","verdicts":1}}');
    expect(withHour(ten, 13, { deals: 1, funded: 7n, verdicts: 1 })).to.equal(ten);
  });

  it("cannot be less than in the hours before", () => {
    expect(() => withHour('{"1":{"funded":"5"}}', 2, { funded: 4n })).to.throw(
      "The hours before have 5 of funded, and their day 4.",
    );
  });
});

describe("who lost a contest", () => {
  it("is for the indexer who lost it for reputation", () => {
    const settlements = fc.record({
      toSeller: fc.bigInt({ min: 0n, max: 1_000n }),
      toBuyer: fc.bigInt({ min: 0n, max: 1_000n }),
      cause: fc.constantFrom(...CAUSES),
      contest: fc.record({
        round: fc.constantFrom(2, 3),
        side: fc.constantFrom("buyer" as const, "seller" as const),
        payout: fc.constantFrom(0, 2_500, 5_000, 10_000),
      }),
    });
    fc.assert(
      fc.property(settlements, ({ contest, ...parts }) => {
        const settlement = { ...parts, amount: parts.toSeller + parts.toBuyer, contests: [contest] };
        const loser = loserOf(parts, contest);
        expect([...disputeLosers(settlement)]).to.deep.equal(loser === null ? [] : [loser]);
      }),
    );
  });
});

describe("whether a seller was on time", () => {
  const earned = {
    cause: "release",
    toSeller: 1n,
    toBuyer: 0n,
    timestamp: 10n,
    deadline: 10n,
    deliveredAt: null,
    judgedAt: null,
  };
  for (const [what, change, expected] of [
    ["is so by what it earned at the deadline", {}, true],
    ["is not so by what it earned after it", { timestamp: 11n }, false],
    ["is not so when it earned nothing", { toSeller: 0n }, false],
    ["is not so by an agreement", { cause: "agreement" }, false],
    [
      "is so when it delivered at the deadline, whatever came of it",
      { deliveredAt: 10n, timestamp: 99n, cause: "refund" },
      true,
    ],
    ["is not so when it delivered after it", { deliveredAt: 11n }, false],
    ["is so by a verdict at the deadline, however late it settles", { judgedAt: 10n, timestamp: 99n }, true],
    ["is not so by a verdict after it", { judgedAt: 11n, timestamp: 99n }, false],
    ["is not so by a verdict that gave it nothing", { judgedAt: 10n, toSeller: 0n }, false],
    ["is so by a verdict before a delivery that was posted late", { judgedAt: 10n, deliveredAt: 11n }, true],
  ] as const) {
    it(what, () => expect(isOnTime({ ...earned, ...change })).to.equal(expected));
  }
});
