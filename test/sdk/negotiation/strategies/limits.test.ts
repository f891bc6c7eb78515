import { expect } from "chai";
import { playLimitPair } from "../../../../scripts/sim/market/leak.ts";
import { towardsLimit } from "../../../../scripts/sim/market/towards-limit.ts";
import { InvalidFieldError } from "../../../../sdk/index.ts";
import { type Limits, type UtilitySettings, utilityStrategy } from "../../../../sdk/negotiation/index.ts";
import { seedOfRun } from "../../../support/dice.ts";
import { refusalOf } from "../../support/refusal.ts";
import { START, TERMS } from "./support/views.ts";

const PAIRS = process.env.QUITTANCE_DEEP ? 10_000 : 400;

describe("strategies: limits", () => {
  it("says the same, byte by byte, until a move crosses a limit", () => {
    const seed = seedOfRun();
    let different = 0;
    for (let pair = 0; pair < PAIRS; pair++) {
      const { isLeak, isDifferent } = playLimitPair(seed + pair);
      expect(isLeak, `seed ${seed + pair}`).to.equal(false);
      if (isDifferent) different += 1;
    }
    // Pairs in which no limit was ever in the way show nothing.
    expect(different).to.be.greaterThan(PAIRS / 4);
  });

  it("finds a strategy that leads to its limit", () => {
    const seed = seedOfRun();
    const found = Array.from({ length: 50 }, (_, pair) => playLimitPair(seed + pair, towardsLimit));
    expect(found.filter(({ isLeak }) => isLeak).length).to.be.greaterThan(25);
  });

  it("shows no limit in an error", async () => {
    const secret = 123_456_789n;
    const settings: UtilitySettings = {
      terms: TERMS,
      issues: { price: { opening: 200_000_000n, aspiration: 250_000_000n, weight: 10_000 } },
      pace: { kind: "time", shape: "linear" },
      limits: { price: secret },
      ...{ from: START, until: START + 60 },
    };
    const wrong: readonly UtilitySettings[] = [
      settings,
      { ...settings, limits: { price: Number(secret) } as unknown as Limits },
      { ...settings, limits: { price: -secret } },
      { ...settings, limits: { price: secret, total: -Number(secret) } },
      { ...settings, limits: { price: secret, silencePayout: 123_456_789 } },
    ];
    for (const each of wrong) {
      const error = await refusalOf(InvalidFieldError, () => utilityStrategy(each));
      expect(`${error.message} ${JSON.stringify(error)}`).to.not.match(/123.?456.?789/);
    }
  });
});
