import { expect } from "chai";
import { carriedOver, committed, restored, untouched } from "../../indexer/accounting/budget.ts";
import { dayOf } from "../../indexer/accounting/day.ts";
import { allowanceOf, type Limits, leftOf, limitOf, periodAt } from "../../indexer/accounting/limits.ts";

const HOUR = 3_600n;
const DAY = 24n * HOUR;
const UNLIMITED = 2n ** 64n - 1n;

const limits: Limits = {
  ...{ perTransaction: 50n, perPeriod: 100n, lifetime: 300n, approvalAbove: UNLIMITED, period: 24 },
  ...{ activeFrom: 0n, activeUntil: 10n * DAY },
};

describe("budgets", () => {
  it("count a commitment in its period, and begin at nothing in the next", () => {
    const first = committed(untouched, 40n, DAY + 5n, 24);
    expect(first).to.deep.equal({ spent: 40n, periodSpent: 40n, periodStart: DAY });
    const same = committed(first, 30n, 2n * DAY - 1n, 24);
    expect(same).to.deep.equal({ spent: 70n, periodSpent: 70n, periodStart: DAY });
    const next = committed(same, 20n, 2n * DAY, 24);
    expect(next).to.deep.equal({ spent: 90n, periodSpent: 20n, periodStart: 2n * DAY });
  });

  it("give back to the period only what was committed in it", () => {
    const budget = { spent: 90n, periodSpent: 20n, periodStart: 2n * DAY };
    expect(restored(budget, 15n, 2n * DAY)).to.deep.equal({ ...budget, spent: 75n, periodSpent: 5n });
    expect(restored(budget, 15n, 2n * DAY - 1n)).to.deep.equal({ ...budget, spent: 75n });
    expect(restored(budget, 100n, 3n * DAY)).to.deep.equal({ ...budget, spent: 0n, periodSpent: 0n });
  });

  it("carry the running period over to another policy, as of the hour", () => {
    const budget = { spent: 90n, periodSpent: 20n, periodStart: 2n * DAY };
    const changed = 2n * DAY + 5n * HOUR;
    expect(carriedOver(budget, changed + 59n, 24)).to.deep.equal({ ...budget, periodStart: changed });
    expect(carriedOver(budget, 3n * DAY, 24)).to.deep.equal({
      ...budget,
      periodSpent: 0n,
      periodStart: 3n * DAY,
    });
    const carried = carriedOver(budget, changed, 24);
    // Of the shorter period of the next policy: what was carried counts until that is over.
    expect(committed(carried, 1n, changed + HOUR, 6).periodSpent).to.equal(1n);
    expect(committed(carried, 1n, changed, 6).periodSpent).to.equal(21n);
  });

  it("leave the least of every limit and the balance", () => {
    const budget = { spent: 270n, periodSpent: 60n, periodStart: 2n * DAY };
    const at = (time: bigint, circumstances = {}) =>
      allowanceOf(limits, budget, {
        ...{ balance: 1_000n, treasury: undefined, frozen: false, time },
        ...circumstances,
      });
    const now = at(2n * DAY + 1n);
    expect(now.available).to.equal(30n);
    expect(now.period).to.deep.equal({ limit: 100n, spent: 60n, left: 40n, start: 2n * DAY, end: 3n * DAY });
    expect(now.lifetime).to.deep.equal({ limit: 300n, spent: 270n, left: 30n });
    expect(at(3n * DAY).period.left).to.equal(100n);
    expect(at(3n * DAY, { balance: 7n }).available).to.equal(7n);
    expect(at(3n * DAY, { frozen: true }).available).to.equal(0n);
    const treasury = { opened: true, frozen: false, balance: 5n };
    const withTreasury = (state: object) =>
      at(3n * DAY, { balance: 7n, treasury: { ...treasury, ...state } }).available;
    expect(withTreasury({})).to.equal(12n);
    expect(withTreasury({ balance: 100n })).to.equal(30n);
    expect([withTreasury({ frozen: true }), withTreasury({ opened: false })]).to.deep.equal([7n, 7n]);
    expect(at(10n * DAY - 1n)).to.include({ active: true, available: 30n });
    expect(at(10n * DAY)).to.include({ active: false, available: 0n });
  });

  it("know limits that are none, and limits below what was spent", () => {
    expect([limitOf(UNLIMITED), leftOf(UNLIMITED, 5n)]).to.deep.equal([null, null]);
    expect([limitOf(7n), leftOf(7n, 5n), leftOf(5n, 7n)]).to.deep.equal([7n, 2n, 0n]);
  });

  it("count periods from the epoch and days in UTC", () => {
    expect(periodAt(7n * HOUR, 5)).to.deep.equal({ start: 5n * HOUR, end: 10n * HOUR });
    expect([dayOf(1_795_219_199n), dayOf(1_795_219_200n)]).to.deep.equal(["2026-11-20", "2026-11-21"]);
  });
});
