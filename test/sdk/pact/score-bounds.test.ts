import { expect } from "chai";
import fc from "fast-check";
import { clausesAt, scoreOf } from "../../../sdk/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { scoreBounds } from "../../../sdk/pact/score-bounds.ts";

describe("the bounds of a score of which only some clauses were measured", () => {
  const { pact: plain } = researchSummaryExample();
  const consequence = fc.constantFrom("share" as const, "zero" as const, "void" as const);

  it("are the score itself when all were", () => {
    const results = clausesAt({ pact: plain }).map(({ clause }) => ({
      clause: clause.id,
      units: 3,
      lost: 3_333,
    }));
    const score = scoreOf({ pact: plain, results });
    expect(scoreBounds({ pact: plain, results })).to.deep.equal({ lowest: score, highest: score });
  });

  it("are nothing and everything when none was", () => {
    expect(scoreBounds({ pact: plain, results: [] })).to.deep.equal({ lowest: 0, highest: 10_000 });
  });

  it("hold every score that results of the others can give, and are reached", () => {
    const share = fc.record({
      units: fc.integer({ min: 0, max: 40 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.record({ share, consequence, least: fc.nat(10_000), isKnown: fc.boolean() }), {
          ...{ minLength: plain.clauses.length, maxLength: plain.clauses.length },
        }),
        (drawn) => {
          const clauses = plain.clauses.map((clause, index) => ({
            ...{ ...clause, consequence: drawn[index]?.consequence ?? "share" },
            threshold: { least: drawn[index]?.least ?? 0 },
          }));
          const pact = { ...plain, clauses };
          const results = clauses.map(({ id }, index) => {
            const { units = 0, kept = 0 } = drawn[index]?.share ?? {};
            return { clause: id, units, lost: Math.floor(units * 10_000 * (1 - kept)) };
          });
          const known = results.filter((_, index) => drawn[index]?.isKnown);
          const { lowest, highest } = scoreBounds({ pact, results: known });
          const score = scoreOf({ pact, results });
          expect(score).to.be.within(lowest, highest);
        },
      ),
    );
  });
});
