import { expect } from "chai";
import fc from "fast-check";
import { buildPolicy, remainingLimitsOf, type SpendingFacts, unlimited } from "../../../sdk/index.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Midnight in UTC. */
const MIDNIGHT = 1_800_057_600;

const facts: SpendingFacts = {
  balance: 1_000n,
  spent: 70n,
  periodSpent: 30n,
  periodStart: MIDNIGHT,
  frozen: false,
};

describe("remainingLimits", () => {
  it("is what each limit leaves", () => {
    const policy = buildPolicy({ perTransaction: 60n, perPeriod: 100n, lifetime: 150n, approvalAbove: 5n });
    expect(remainingLimitsOf({ facts, policy, now: MIDNIGHT + 5 })).to.deep.equal({
      perTransaction: 60n,
      period: { limit: 100n, spent: 30n, remaining: 70n, startsAt: MIDNIGHT, endsAt: MIDNIGHT + DAY },
      lifetime: { limit: 150n, spent: 70n, remaining: 80n },
      approvalAbove: 5n,
      balance: 1_000n,
      frozen: false,
      active: true,
      available: 60n,
    });
  });

  it("starts anew at the boundary of a period, and not a second earlier", () => {
    const policy = buildPolicy({ perPeriod: 100n });
    const remaining = (now: number) => remainingLimitsOf({ facts, policy, now }).period.remaining;
    expect(remaining(MIDNIGHT + DAY - 1)).to.equal(70n);
    expect(remaining(MIDNIGHT + DAY)).to.equal(100n);
  });

  it("counts what was spent before a change of policy, within the hour of the change", () => {
    const policy = buildPolicy({ perPeriod: 100n, period: 24 });
    const changed = { ...facts, periodStart: MIDNIGHT + 7 * HOUR };
    const { period } = remainingLimitsOf({ facts: changed, policy, now: MIDNIGHT + 8 * HOUR });
    expect(period).to.deep.include({ spent: 30n, startsAt: MIDNIGHT });
  });

  it("is nothing when more was spent than a lowered limit, when frozen, or outside the window", () => {
    const available = (limits: Parameters<typeof buildPolicy>[0], more: Partial<SpendingFacts> = {}) =>
      remainingLimitsOf({ facts: { ...facts, ...more }, policy: buildPolicy(limits), now: MIDNIGHT })
        .available;
    expect(available({ lifetime: 69n })).to.equal(0n);
    expect(available({ perPeriod: 10n })).to.equal(0n);
    expect(available({}, { frozen: true })).to.equal(0n);
    expect(available({ activeFrom: MIDNIGHT + 1 })).to.equal(0n);
    expect(available({ activeUntil: MIDNIGHT })).to.equal(0n);
    expect(available({ activeFrom: MIDNIGHT, activeUntil: MIDNIGHT + 1 })).to.equal(1_000n);
    expect(available({}, { balance: 3n })).to.equal(3n);
  });

  it("never exceeds a cap, whatever was spent", () => {
    const amount = fc.bigInt({ min: 0n, max: unlimited });
    fc.assert(
      fc.property(
        fc.tuple(amount, amount, amount, amount, amount),
        ([limit, cap, spent, inPeriod, balance]) => {
          const policy = buildPolicy({ perTransaction: cap, perPeriod: limit, lifetime: limit });
          const counted = { ...facts, spent, periodSpent: inPeriod, balance };
          const { available, period, lifetime } = remainingLimitsOf({
            facts: counted,
            policy,
            now: MIDNIGHT,
          });
          for (const { remaining } of [period, lifetime]) {
            expect(remaining <= limit && available <= remaining).to.equal(true);
          }
          expect(available <= cap && available <= balance).to.equal(true);
        },
      ),
    );
  });
});
