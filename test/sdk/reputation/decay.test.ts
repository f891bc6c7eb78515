import { expect } from "chai";
import { decayOf, decayUnit, reputationParameters } from "../../../sdk/reputation/index.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { decayModel } from "./support/model.ts";
import { numbersOf } from "./support/random-facts.ts";

const HALF = 100_000n;
const leftAfter = (age: bigint, halfLife = HALF) => decayOf({ at: 5n, asOf: 5n + age, halfLife });

describe("decay", () => {
  it("is all at once, half after a half-life, a quarter after two, and on the line between", () => {
    expect([0n, HALF / 2n, HALF, (HALF * 3n) / 2n, 2n * HALF].map((age) => leftAfter(age))).to.deep.equal([
      decayUnit,
      (decayUnit * 3n) / 4n,
      decayUnit / 2n,
      (decayUnit * 3n) / 8n,
      decayUnit / 4n,
    ]);
  });

  it("changes by one line's step right before a halving, and by half of it right after", () => {
    for (const halvings of [1n, 2n, 3n, 10n]) {
      const end = halvings * HALF;
      const step = decayUnit / (HALF << halvings);
      const [before, exact, past] = [leftAfter(end - 1n), leftAfter(end), leftAfter(end + 1n)];
      expect(exact).to.equal(decayUnit >> halvings);
      expect(Number(before - exact - step)).to.be.within(0, 1);
      expect(Number(exact - past - step / 2n)).to.be.within(0, 1);
    }
  });

  it("falls to 0 once less than a part of the unit is left, and stays there at any age", () => {
    expect(leftAfter(39n * HALF)).to.equal(1n);
    expect(leftAfter(40n * HALF - 1n)).to.equal(0n);
    expect(leftAfter(40n * HALF)).to.equal(0n);
    expect(decayOf({ at: 0n, asOf: 2n ** 40n - 1n, halfLife: 3_600n })).to.equal(0n);
  });

  it("is what a second implementation in fractions gives, and never rises with age", () => {
    const next = numbersOf(11);
    for (let round = 0; round < 300; round += 1) {
      const halfLife = BigInt(3_600 + next(30_000_000));
      const age = BigInt(next(400_000_000));
      const weight = leftAfter(age, halfLife);
      expect(weight).to.equal(decayModel(age, halfLife));
      expect(weight >= leftAfter(age + BigInt(next(5)), halfLife)).to.equal(true);
    }
  });

  it("takes the half-life of the parameters when none is given", () => {
    const { halfLife } = reputationParameters;
    expect(decayOf({ at: 0n, asOf: halfLife })).to.equal(decayUnit / 2n);
  });

  it("refuses what has not happened yet, milliseconds and a half-life under an hour", async () => {
    await expectRefusedField("at", "2", () => decayOf({ at: 2n, asOf: 1n }));
    await expectRefusedField("asOf", "1800000000000", () => decayOf({ at: 2n, asOf: 1_800_000_000_000n }));
    await expectRefusedField("halfLife", "3599", () => decayOf({ at: 0n, asOf: 1n, halfLife: 3_599n }));
    expect(decayOf({ at: 0n, asOf: 3_600n, halfLife: 3_600n })).to.equal(decayUnit / 2n);
  });
});
