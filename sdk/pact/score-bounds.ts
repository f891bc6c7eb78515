import { clausesAt } from "./judged.ts";
import { type ScoredResults, scoreOf } from "./score.ts";

/** Of the one unit of a clause without a result. */
const WHOLE_UNIT = 10_000;

/**
 * The lowest and the highest score that a milestone can have when only some of its clauses have a result: every other one counts
 * once as lost, and once as kept. No result can make a score lower by losing less.
 *
 * @throws InvalidFieldError as `scoreOf` does, but for clauses without a result.
 */
export function scoreBounds(input: ScoredResults): { readonly lowest: number; readonly highest: number } {
  const { pact, milestone, results } = input;
  const known = new Set(results.map(({ clause }) => clause));
  const open = clausesAt({ pact, milestone }).filter(({ clause }) => !known.has(clause.id));
  const scoreAt = (lost: number) =>
    scoreOf({
      ...{ pact, milestone },
      results: [...results, ...open.map(({ clause }) => ({ clause: clause.id, units: 1, lost }))],
    });
  return { lowest: scoreAt(WHOLE_UNIT), highest: scoreAt(0) };
}
