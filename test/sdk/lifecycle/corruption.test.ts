import { expect } from "chai";
import { corruptionCost } from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const DAY = 86_400;
const USDC = 1_000_000n;

/** As on a live chain. */
const pool = { seatStake: 100n * USDC, maturity: 7 * DAY, unbonding: 45 * DAY };

describe("what a majority of a drawn panel costs", () => {
  const figures: readonly (readonly [honestSeats: number, seats: number, interest: string])[] = [
    [10, 24, "17.1"],
    [50, 128, "91.2"],
    [200, 516, "367.6"],
  ];
  for (const [honestSeats, seats, interest] of figures) {
    it(`is ${seats} seats for 52 days against ${honestSeats} honest ones, and the interest on them`, () => {
      const cost = corruptionCost({ ...pool, jurors: 3, honestSeats });
      expect(cost).to.include({ seats, capital: BigInt(seats) * 100n * USDC, boundFor: 52 * DAY });
      expect((Number(cost.interest) / 1e6).toFixed(1)).to.equal(interest);
    });
  }

  it("is a whole small panel where nobody else has a seat", () => {
    expect(corruptionCost({ ...pool, jurors: 3, honestSeats: 0 }).seats).to.equal(3);
    expect(corruptionCost({ ...pool, jurors: 3, honestSeats: 1 }).seats).to.equal(2);
  });

  it("grows with the certainty that is asked for, and the interest with the rate", () => {
    const about = { ...pool, jurors: 3, honestSeats: 50 };
    const even = corruptionCost({ ...about, confidence: 5_000 });
    expect(even.seats).to.be.within(48, 51);
    expect(corruptionCost({ ...about, confidence: 9_900 }).seats).to.be.greaterThan(128);
    const { interest } = corruptionCost(about);
    const twice = corruptionCost({ ...about, yearlyRate: 1_000 }).interest;
    expect(Number(twice - 2n * interest)).to.be.within(0, 1);
  });

  it("refuses an option that it does not know, and numbers that make no sense", async () => {
    const about = { ...pool, jurors: 3, honestSeats: 10 };
    await expectRefusedField("confidence", "10000", () => corruptionCost({ ...about, confidence: 10_000 }));
    await expectRefusedField("jurors", "2", () => corruptionCost({ ...about, jurors: 2 }));
    await expectRefusedField("honestSeats", "-1", () => corruptionCost({ ...about, honestSeats: -1 }));
  });
});
