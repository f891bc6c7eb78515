import { expect } from "chai";
import { type Duel, playDuel } from "../../../../scripts/sim/market/duel.ts";
import { KINDS, strategyOf } from "../../../../scripts/sim/market/kinds.ts";
import { comparePair, playLimitPair } from "../../../../scripts/sim/market/leak.ts";
import { drawSituation } from "../../../../scripts/sim/market/situation.ts";
import { towardsLimit } from "../../../../scripts/sim/market/towards-limit.ts";
import { InvalidFieldError, type Terms } from "../../../../sdk/index.ts";
import { type Limits, type UtilitySettings, utilityStrategy } from "../../../../sdk/negotiation/index.ts";
import { diceOf, seedOfRun } from "../../../support/dice.ts";
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

  it("says the same when it learns from the record", () => {
    const seed = seedOfRun();
    let different = 0;
    for (let pair = 0; pair < PAIRS / 4; pair++) {
      const situation = drawSituation(seed + pair);
      const dice = diceOf(seed + pair);
      const side = dice.pick(["buyer", "seller"] as const);
      const other = side === "buyer" ? "seller" : "buyer";
      const kind = dice.pick(KINDS);
      const limits = [0, 1].map(() => (situation.list * BigInt(dice.between(70, 120))) / 100n);
      const said = limits.map((limit) => {
        const changed = { ...situation, limits: { ...situation.limits, [side]: limit } };
        const strategies = {
          [side]: strategyOf("learning", side, changed),
          [other]: strategyOf(kind, other, situation),
        } as Duel["strategies"];
        return playDuel({ strategies, opens: situation.opens, from: START, pauseOf: () => 20 }).said;
      });
      const isAllowed = (terms: Terms) => {
        const price = terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
        return limits.every((limit) => (side === "buyer" ? price <= limit : price >= limit));
      };
      const found = comparePair([said[0] ?? [], said[1] ?? []], side, isAllowed);
      expect(found.isLeak, `seed ${seed + pair}`).to.equal(false);
      if (found.isDifferent) different += 1;
    }
    expect(different).to.be.greaterThan(PAIRS / 40);
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
      { ...settings, limits: secret as unknown as Limits },
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
