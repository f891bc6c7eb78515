import { expect } from "chai";
import { type ReputationFacts, type ReputationInput, reputationsOf } from "../../../sdk/reputation/index.ts";
import { asOf, NOW, POOL, party } from "./support/facts.ts";
import { modelOf } from "./support/model.ts";
import { numbersOf, randomFacts, shuffled } from "./support/random-facts.ts";

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);

/** Parameters of chance, so that no rule hides behind a default. */
function tuned(seed: number): NonNullable<ReputationInput["parameters"]> {
  const next = numbersOf(seed + 7_000);
  return {
    ...{ halfLife: BigInt(3_600 + next(20_000_000)), counterpartyCap: BigInt(1 + next(2_000_000_000)) },
    ...{ lossCap: BigInt(next(2_000_000_000)), halfCounterparties: BigInt(1 + next(9)) },
    ...{ buyerShare: BigInt(next(10_001)), drawnShare: BigInt(10_000 + next(20_000)) },
    ...{
      lossFactor: BigInt(next(6)),
      disputeShare: BigInt(next(20_000)),
      seedCap: BigInt(next(2_000_000_000)),
      seedGrowth: BigInt(next(2) * next(60_000_000)),
    },
    ...{
      keep: BigInt(1 + next(10_000)),
      rounds: BigInt(1 + next(40)),
      halfTrust: BigInt(1 + next(100_000_000)),
      halfPaid: BigInt(next(2) * next(2_000_000_000)),
    },
    ...{
      trustReach: BigInt(next(300)),
      priorValue: BigInt(1 + next(2_000_000_000)),
      halfDuties: BigInt(1 + next(9)),
    },
    ...{ tradePoints: 4_000n, ratingPoints: 3_000n, pactPoints: 2_000n, juryPoints: 1_000n },
  };
}

const views = (facts: ReputationFacts, seed: number): ReputationInput[] => [
  { facts, asOf, pools: [POOL] },
  { facts, asOf, pools: [POOL], parameters: tuned(seed) },
  {
    facts,
    asOf,
    pools: [POOL],
    seeds: [0, 4, 300].map((each) => ({ address: party(each), weight: 1 + each })),
  },
];

describe("reputation beside a second implementation", () => {
  it("gives the same score, confidence and trust to the last digit, in each view and with parameters of chance", () => {
    let [compared, scored, weakened, tiers] = [0, 0, 0, new Set<string>()];
    for (const seed of SEEDS) {
      for (const [view, input] of views(randomFacts(seed), seed).entries()) {
        const model = modelOf(input);
        const found = reputationsOf(input);
        expect(found.map(({ principal }) => principal)).to.deep.equal(model.principals);
        for (const { principal, score, confidence, trust, parts, tier } of found) {
          const told = { score: BigInt(score), confidence: BigInt(confidence), trust };
          expect(told, `seed ${seed}, view ${view}, ${principal}`).to.deep.equal(model.of(principal));
          compared += 1;
          if (score > 0) scored += 1;
          if (parts.some(({ points }) => points < 0)) weakened += 1;
          tiers.add(tier);
        }
      }
    }
    // What was compared was worth it.
    expect(compared).to.be.greaterThan(2_000);
    expect(scored).to.be.greaterThan(compared / 4);
    expect(weakened).to.be.greaterThan(compared / 20);
    expect(tiers.size).to.be.greaterThan(1);
  });

  it("has parts that sum to the score, none of them from a fact of later", () => {
    for (const seed of SEEDS) {
      const facts = randomFacts(seed);
      for (const input of views(facts, seed)) {
        for (const { parts, score } of reputationsOf(input)) {
          expect(parts.reduce((sum, { points }) => sum + points, 0)).to.equal(score);
        }
      }
      const early = reputationsOf({ facts, asOf: { blockNumber: 9n, timestamp: NOW }, pools: [POOL] });
      expect(early).to.deep.equal([]);
    }
  });

  it("does not depend on the order of facts, to the last digit and the last part", () => {
    for (const seed of SEEDS) {
      const next = numbersOf(seed + 90_000);
      const facts = randomFacts(seed);
      const mixed = Object.fromEntries(
        Object.entries(facts).map(([name, list]) => [name, shuffled(list as readonly unknown[], next)]),
      ) as unknown as ReputationFacts;
      const [, , personal] = views(facts, seed);
      expect(reputationsOf({ facts: mixed, asOf, pools: [POOL] })).to.deep.equal(
        reputationsOf({ facts, asOf, pools: [POOL] }),
      );
      const seeds = [...(personal?.seeds ?? [])].reverse();
      expect(reputationsOf({ facts: mixed, asOf, seeds })).to.deep.equal(
        reputationsOf({ facts, asOf, seeds: personal?.seeds }),
      );
    }
  });

  it("does not depend on how addresses and hashes are written", () => {
    const facts = randomFacts(3);
    const upper = (value: unknown): unknown =>
      typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value)
        ? `0x${value.slice(2).toUpperCase()}`
        : value;
    const settlements = facts.settlements.map((fact) => ({ ...fact, dealId: upper(fact.dealId) as never }));
    const told = (input: ReputationFacts) =>
      reputationsOf({ facts: input, asOf, pools: [POOL] }).map(({ score, principal }) => [principal, score]);
    expect(told({ ...facts, settlements })).to.deep.equal(told(facts));
  });
});
