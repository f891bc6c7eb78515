import { requireOptions } from "../json/options.ts";
import { type Advantage, advantageOf } from "./advantage.ts";
import type { PactClause } from "./clauses.ts";
import { type Difference, differences } from "./differences.ts";
import { checkPact } from "./read.ts";
import type { Pact } from "./types.ts";

/** One change between two pacts. */
export interface PactChange {
  /** Id of the clause that it is in; left out when it is in none. */
  readonly clause?: string;
  /** Within the clause, or within the pact: `measure.least`, `payout.passingScore`. Empty for a whole clause. */
  readonly path: string;
  /** Undefined where it was added. */
  readonly before: unknown;
  /** Undefined where it was removed. */
  readonly after: unknown;
  /** Whom it favours by itself, other things being equal. */
  readonly favours: Advantage;
}

/**
 * What changed from one pact to another, clause by clause, and whom each change favours where that can be said: a higher threshold
 * favours the buyer, a longer time the seller. Weights shift the score between clauses, so that they favour neither by themselves.
 *
 * @returns Changes of the pact itself, then those of its clauses in the order of the later pact, then clauses that were removed.
 * @throws InvalidFieldError as `checkPact` does, for either.
 * @example
 * import { diffPacts } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * const { pact: before } = assetDeliveryExample();
 * const after = { ...before, payout: { ...before.payout, passingScore: 9_000 } };
 * console.log(diffPacts({ before, after })[0]?.favours); // buyer
 */
export function diffPacts(input: { readonly before: Pact; readonly after: Pact }): PactChange[] {
  requireOptions(input, "before after");
  const [before, after] = [checkPact(input.before), checkPact(input.after)];
  const [old, now] = [clausesOf(before), clausesOf(after)];
  const around = differences(withoutClauses(before), withoutClauses(after));
  return [
    ...around.map((change) => ({ ...change, favours: advantageOf(change) })),
    ...[...now].flatMap(([id, clause]) => ofClause(id, old.get(id), clause)),
    ...[...old].filter(([id]) => !now.has(id)).flatMap(([id, clause]) => ofClause(id, clause, undefined)),
  ];
}

const clausesOf = ({ clauses }: Pact): Map<string, PactClause> =>
  new Map(clauses.map((clause) => [clause.id, clause]));

function withoutClauses({ clauses: _, ...rest }: Pact): Omit<Pact, "clauses"> {
  return rest;
}

function ofClause(
  clause: string,
  before: PactClause | undefined,
  after: PactClause | undefined,
): PactChange[] {
  if (before === undefined || after === undefined || before.kind !== after.kind) {
    return [{ clause, path: "", before, after, favours: "unclear" }];
  }
  return differences(before, after).map((change: Difference) => ({
    clause,
    ...change,
    favours: advantageOf(change, after.kind),
  }));
}
