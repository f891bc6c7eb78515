import { clausesAt, type JudgedClause } from "../judged.ts";
import { type PlacedClause, placed } from "../paths.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";
import { missesNothing } from "./reach.ts";

/** Weights that pay for nothing, for a model's word alone, or not at all. */
export function weightProblems(pact: Pact): FoundProblem[] {
  const milestones = pact.milestones?.map((_, index) => index) ?? [0];
  return [
    ...unused(pact),
    ...milestones.flatMap((milestone) => {
      const path = pact.milestones === undefined ? "pact.clauses" : `pact.milestones[${milestone}].weights`;
      const judged = clausesAt({ pact, milestone });
      return [...aModelsWord(pact, judged, path), ...noWeight(judged, path)];
    }),
    ...placed(pact).flatMap(criteria),
  ];
}

/** A clause that is judged at no milestone. */
function unused({ clauses, milestones }: Pact): FoundProblem[] {
  if (milestones === undefined) return [];
  const named = new Set(milestones.flatMap(({ weights }) => Object.keys(weights)));
  return clauses.flatMap(({ id }, index) =>
    named.has(id)
      ? []
      : [
          found(
            "warning",
            `pact.clauses[${index}].id`,
            id,
            "is judged at no milestone",
            "Weigh it, or leave the clause out.",
          ),
        ],
  );
}

/** Free text is never paid on a model's word: what is measured must be able to keep the payout at 0. */
function aModelsWord(pact: Pact, judged: readonly JudgedClause[], path: string): FoundProblem[] {
  const given = judged.filter(({ clause }) => clause.kind === "criterion" || missesNothing(pact, clause));
  const criteria = judged.filter(({ clause }) => clause.kind === "criterion");
  const weight = given.reduce((sum, each) => sum + each.weight, 0);
  const { passingScore, payoutStep } = pact.payout;
  if (criteria.length === 0) return [];
  if (weight >= passingScore) {
    const problem = `gives ${weight} by criteria and by clauses that cannot be missed, and ${passingScore} passes: a model's word alone would be paid`;
    const remedy = `Weigh what is measured so that the others stay below ${passingScore}.`;
    return [found("error", path, weight, problem, remedy)];
  }
  const heavy = criteria.find((each) => payoutStep === 0 && each.weight > 10_000 - passingScore);
  if (heavy === undefined) return [];
  const { id } = heavy.clause;
  const problem = `lets the criterion ${id} alone take the whole payout, which is all or nothing`;
  return [found("warning", path, heavy.weight, problem, "Lower its weight, or pay in steps.")];
}

function noWeight(judged: readonly JudgedClause[], path: string): FoundProblem[] {
  return judged.flatMap(({ clause, weight }) => {
    if (weight > 0 || (clause.consequence === "void" && clause.threshold.least > 0)) return [];
    const problem = `has weight 0 for ${clause.id}, which then changes nothing`;
    return [found("warning", path, 0, problem, "Weigh it, leave it out, or let it void the milestone.")];
  });
}

function criteria({ clause, at }: PlacedClause): FoundProblem[] {
  if (clause.kind !== "criterion") return [];
  const { canaries = [] } = clause.measure;
  return [
    ...(clause.consequence === "void" && clause.threshold.least > 0
      ? [
          found(
            "error",
            `${at}.consequence`,
            clause.consequence,
            "must not be void for a criterion: a model's word alone would take the whole milestone",
            "Choose zero or share.",
          ),
        ]
      : []),
    ...(canaries.length === 0
      ? [
          found(
            "warning",
            `${at}.measure.canaries`,
            canaries,
            "has no canary, which shows whether a model still follows the levels",
            "Add a text whose level is plain.",
          ),
        ]
      : []),
  ];
}

function found(
  severity: "error" | "warning",
  path: string,
  value: unknown,
  problem: string,
  remedy: string,
): FoundProblem {
  return { path, value, problem, remedy, severity };
}
