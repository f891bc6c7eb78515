import { InvalidFieldError } from "../errors/field.ts";
import { requireList, requireObject, requireOptions } from "../json/options.ts";
import { CLAUSE_KINDS } from "./clause-schema.ts";
import type { ClauseKind, PactClause } from "./clauses.ts";
import type { Pact } from "./types.ts";

/** A clause that is judged at a milestone, with its weight there. */
export interface JudgedClause {
  readonly clause: PactClause;
  /** Basis points of the score. */
  readonly weight: number;
}

/**
 * The clauses that are judged at a milestone, in the pact's order, each with its weight there.
 *
 * @param input.milestone Index of the milestone; 0 when left out. A pact that lists no milestones has the same clauses for each.
 * @throws InvalidFieldError when the pact lists milestones and has none of this index.
 * @example
 * import { clausesAt } from "quittance";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact } = researchSummaryExample();
 * console.log(clausesAt({ pact }).map(({ clause, weight }) => `${clause.id} ${weight}`));
 */
export function clausesAt(input: {
  readonly pact: Pact;
  readonly milestone?: number | undefined;
}): JudgedClause[] {
  requireOptions(input, "pact milestone");
  const { pact, milestone = 0 } = input;
  requireClauses(pact);
  requireMilestone(pact, milestone);
  if (pact.milestones === undefined) {
    return pact.clauses.map((clause) => ({ clause, weight: clause.weight }));
  }
  const weights = new Map(Object.entries(pact.milestones[milestone]?.weights ?? {}));
  return pact.clauses.flatMap((clause) => {
    const weight = weights.get(clause.id);
    return weight === undefined ? [] : [{ clause, weight }];
  });
}

/** Refuses what is nothing like a pact; checkPact is for those of others. */
function requireClauses(pact: Pact): void {
  requireObject("pact", pact);
  requireList("pact.clauses", pact.clauses);
}

function requireMilestone({ milestones }: Pact, milestone: number): void {
  const most = (milestones?.length ?? Number.POSITIVE_INFINITY) - 1;
  if (Number.isSafeInteger(milestone) && milestone >= 0 && milestone <= most) return;
  throw new InvalidFieldError({
    field: "milestone",
    value: milestone,
    problem:
      milestones === undefined ? "must be a whole number from 0" : `must be a whole number from 0 to ${most}`,
    remedy: "Give the index of one of the pact's milestones.",
  });
}

/**
 * What a juror must be able to check to judge by a pact: the kinds of its clauses, as profiles of jurors list them.
 *
 * @param input.milestone Index of one milestone; all of them when left out.
 * @throws InvalidFieldError when the pact lists milestones and has none of this index.
 * @example
 * import { measuresOf } from "quittance";
 * import { codeChangeExample } from "quittance/pact/library";
 *
 * console.log(measuresOf({ pact: codeChangeExample().pact }).join()); // structure,test-suite,length
 */
export function measuresOf(input: {
  readonly pact: Pact;
  readonly milestone?: number | undefined;
}): ClauseKind[] {
  requireOptions(input, "pact milestone");
  const { pact, milestone } = input;
  requireClauses(pact);
  const all = pact.milestones?.map((_, index) => index) ?? [0];
  const judged = (milestone === undefined ? all : [milestone]).flatMap((each) =>
    clausesAt({ pact, milestone: each }),
  );
  const kinds = new Set(judged.map(({ clause }) => clause.kind));
  return CLAUSE_KINDS.filter((kind) => kinds.has(kind));
}
