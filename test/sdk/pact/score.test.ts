import { expect } from "chai";
import fc from "fast-check";
import { InvalidFieldError, payoutOf } from "../../../sdk/index.ts";
import {
  type ClauseResult,
  clausesAt,
  measuresOf,
  type Pact,
  payoutOfPact,
  scoreOf,
  scoreSheet,
} from "../../../sdk/pact/index.ts";
import { everyClause } from "./support/clauses.ts";
import { pactOf } from "./support/pacts.ts";

const FULL = 10_000;
const SEEDED = { seed: 11, numRuns: 300 } as const;

interface Case {
  readonly pact: Pact;
  readonly results: readonly ClauseResult[];
}

/** Pacts of 1 to 8 clauses with any weights, thresholds and consequences, and any results. */
const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      part: fc.nat(50),
      least: fc.oneof(fc.constant(0), fc.constant(FULL), fc.nat(FULL)),
      consequence: fc.constantFrom("share" as const, "zero" as const, "void" as const),
      units: fc.oneof(fc.nat(5), fc.nat(2 ** 32)),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => {
    const sum = parts.reduce((total, { part }) => total + part, 0);
    const weights = parts.map(({ part }) => (sum === 0 ? 0 : Math.floor((part * FULL) / sum)));
    weights[0] = (weights[0] ?? 0) + FULL - weights.reduce((total, weight) => total + weight, 0);
    const kinds = everyClause();
    const clauses = parts.flatMap(({ least, consequence }, index) => {
      const kind = kinds[index];
      return kind === undefined
        ? []
        : [{ ...kind, weight: weights[index] ?? 0, threshold: { least }, consequence }];
    });
    const results = parts.map(({ units, kept }, index) => ({
      clause: kinds[index]?.id ?? "",
      units,
      lost: Math.min(units * FULL, Math.round(units * FULL * (1 - kept))),
    }));
    return { pact: pactOf({ clauses }), results };
  });

/**
 * The score by another way: every share over one common denominator, and the largest whole score that is not above their sum, found
 * by halving.
 */
function modelScore({ pact, results }: Case): number {
  const found = new Map(results.map((result) => [result.clause, result]));
  const shares = pact.clauses.map(({ id, weight, threshold, consequence }) => {
    const { units = 0, lost = 0 } = found.get(id) ?? {};
    const below = units === 0 ? 1n : BigInt(units) * 10_000n;
    const above = units === 0 ? 1n : below - BigInt(lost);
    const isBelow = above * 10_000n < BigInt(threshold.least) * below;
    return { above, below, weight: BigInt(weight), fate: isBelow ? consequence : "share" };
  });
  if (shares.some(({ fate }) => fate === "void")) return 0;
  const common = shares.reduce((product, { below }) => product * below, 1n);
  const total = shares
    .filter(({ fate }) => fate === "share")
    .reduce((sum, { above, below, weight }) => sum + weight * above * (common / below), 0n);
  let [low, high] = [0, FULL + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (BigInt(middle) * common <= total) low = middle;
    else high = middle;
  }
  return low;
}

describe("the score of a pact", () => {
  it("equals that of an independent model", () => {
    fc.assert(
      fc.property(cases, (each) => {
        expect(scoreOf(each)).to.equal(modelScore(each));
      }),
      SEEDED,
    );
  });

  it("is a whole number from 0 to 10000, and pays by the pact's rule", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { score, payout } = scoreSheet(each);
        expect(Number.isInteger(score) && score >= 0 && score <= FULL).to.equal(true);
        expect(payout).to.equal(payoutOf(score, each.pact.payout));
        expect([scoreOf(each), payoutOfPact(each)]).to.deep.equal([score, payout]);
      }),
      SEEDED,
    );
  });

  it("never rises when more is lost", () => {
    fc.assert(
      fc.property(cases, fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true }), (each, place, more) => {
        const worse = each.results.map((result, index) => {
          if (index !== place % each.results.length) return result;
          return { ...result, lost: result.lost + Math.floor((result.units * FULL - result.lost) * more) };
        });
        expect(scoreOf({ ...each, results: worse })).to.be.at.most(scoreOf(each));
      }),
      SEEDED,
    );
  });

  it("does not depend on the order of results or of clauses", () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), (each, keys) => {
        const shuffled = <Entry>(entries: readonly Entry[]): Entry[] =>
          entries
            .map((entry) => ({ entry, key: Number(keys.next().value) }))
            .sort((one, other) => one.key - other.key)
            .map(({ entry }) => entry);
        const pact = { ...each.pact, clauses: shuffled(each.pact.clauses) };
        expect(scoreOf({ pact, results: shuffled(each.results) })).to.equal(scoreOf(each));
      }),
      SEEDED,
    );
  });

  it("is rounded down once, not clause by clause", () => {
    const [first, second, third] = everyClause();
    if (first === undefined || second === undefined || third === undefined) throw new Error("no clauses");
    const clauses = [
      { ...first, weight: 3_333 },
      { ...second, weight: 3_333 },
      { ...third, weight: 3_334 },
    ];
    const results = clauses.map(({ id }) => ({ clause: id, units: 3, lost: 10_000 }));
    expect(scoreOf({ pact: pactOf({ clauses }), results })).to.equal(6_666);
    const lines = scoreSheet({ pact: pactOf({ clauses }), results }).lines;
    expect(lines.map(({ share }) => share)).to.deep.equal([6_666, 6_666, 6_666]);
  });

  const single = (consequence: "share" | "zero" | "void", least: number): Pact => {
    const [first, second] = everyClause();
    if (first === undefined || second === undefined) throw new Error("no clauses");
    return pactOf({
      clauses: [
        { ...first, weight: 4_000, threshold: { least }, consequence },
        { ...second, weight: 6_000 },
      ],
    });
  };
  const halfLost = (lost: number): ClauseResult[] => [
    { clause: "citations", units: 2, lost },
    { clause: "refusals", units: 0, lost: 0 },
  ];

  it("counts, drops or voids a clause below its threshold, and takes a share of exactly as much", () => {
    const scores = (consequence: "share" | "zero" | "void") =>
      [9_999, 10_000, 10_001].map((lost) =>
        scoreOf({ pact: single(consequence, 5_000), results: halfLost(lost) }),
      );
    expect(scores("share")).to.deep.equal([8_000, 8_000, 7_999]);
    expect(scores("zero")).to.deep.equal([8_000, 8_000, 6_000]);
    expect(scores("void")).to.deep.equal([8_000, 8_000, 0]);
  });

  it("takes the weights of its milestone, where a gate weighs nothing and still voids", () => {
    const pact: Pact = {
      ...single("void", 10_000),
      milestones: [
        { name: "draft", weights: { citations: 0, refusals: 10_000 } },
        { name: "final", weights: { citations: 10_000 } },
      ],
    };
    expect(clausesAt({ pact, milestone: 1 }).map(({ clause }) => clause.id)).to.deep.equal(["citations"]);
    expect(scoreOf({ pact, milestone: 0, results: halfLost(0) })).to.equal(10_000);
    expect(scoreOf({ pact, milestone: 0, results: halfLost(1) })).to.equal(0);
    expect(scoreOf({ pact, milestone: 1, results: halfLost(0).slice(0, 1) })).to.equal(10_000);
    expect(() => scoreOf({ pact, milestone: 2, results: [] })).to.throw(InvalidFieldError, "from 0 to 1");
    expect(measuresOf({ pact })).to.deep.equal(["citation-faithfulness", "refusal"]);
    expect(measuresOf({ pact, milestone: 1 })).to.deep.equal(["citation-faithfulness"]);
  });

  it("is refused for results that are malformed, missing, doubled or of no judged clause", () => {
    const pact = single("share", 0);
    const [first, second] = halfLost(0);
    const wrong: readonly (readonly [readonly unknown[], string])[] = [
      [[first], "results"],
      [[first, second, first], "results[2].clause"],
      [[first, second, { clause: "other", units: 1, lost: 0 }], "results[2].clause"],
      [[first, { ...second, units: 1.5 }], "results[1].units"],
      [[first, { ...second, units: 2 ** 32 + 1 }], "results[1].units"],
      [[first, { ...second, lost: 1 }], "results[1].lost"],
      [[{ ...first, lost: 20_001 }, second], "results[0].lost"],
      [[{ ...first, lost: -1 }, second], "results[0].lost"],
      [[{ ...first, lost: "0" }, second], "results[0].lost"],
      [[{ ...first, score: 1 }, second], "results[0].score"],
    ];
    for (const [results, field] of wrong) {
      const score = () => scoreOf({ pact, results: results as ClauseResult[] });
      expect(score, field).to.throw(InvalidFieldError).with.property("field", field);
    }
    const heavy = { ...pact, clauses: pact.clauses.map((clause) => ({ ...clause, weight: 9_000 })) };
    expect(() => scoreOf({ pact: heavy, results: halfLost(0) })).to.throw(InvalidFieldError, "sum to 10000");
  });
});
