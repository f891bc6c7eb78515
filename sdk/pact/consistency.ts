import { describeSafely } from "../errors/field.ts";
import { bounds } from "../protocol/bounds.ts";
import { clauseInconsistencies } from "./clause-consistency.ts";
import { type PlacedClause, parseSubject, placed, repeated } from "./paths.ts";
import type { FoundProblem } from "./problem.ts";
import type { Pact } from "./types.ts";

/**
 * What of a pact does not fit together, though each field is right by itself. Such a pact is refused, as it could not be judged, or
 * jurors would judge it differently.
 */
export function inconsistencies(pact: Pact): FoundProblem[] {
  return [
    ...twice(pact),
    ...weights(pact),
    ...payout(pact),
    ...unpublished(pact),
    ...placed(pact).flatMap((each) => [...unknownInputs(pact, each), ...clauseInconsistencies(each)]),
  ];
}

function twice({ task, clauses, evidence }: Pact): FoundProblem[] {
  const own = "Give it a name of its own.";
  const problem = (path: string, value: string, remedy: string): FoundProblem => ({
    path,
    value,
    problem: "must not stand there twice",
    remedy,
    severity: "error",
  });
  return [
    ...repeated(clauses, ({ id }) => id).map((index) =>
      problem(`pact.clauses[${index}].id`, clauses[index]?.id ?? "", own),
    ),
    ...repeated(task.inputs, ({ name }) => name).map((index) =>
      problem(`pact.task.inputs[${index}].name`, task.inputs[index]?.name ?? "", own),
    ),
    ...repeated(evidence.required, (path) => path).map((index) =>
      problem(`pact.evidence.required[${index}]`, evidence.required[index] ?? "", "Leave one of them."),
    ),
    ...repeated(evidence.mediaTypes, (type) => type).map((index) =>
      problem(`pact.evidence.mediaTypes[${index}]`, evidence.mediaTypes[index] ?? "", "Leave one of them."),
    ),
  ];
}

function weights({ clauses, milestones }: Pact): FoundProblem[] {
  if (milestones === undefined) {
    const all = clauses.map(({ weight }) => weight);
    return sums("pact.clauses", all, "Change the weights of the clauses so that they do.");
  }
  const ids = new Set(clauses.map(({ id }) => id));
  return milestones.flatMap((milestone, index) => {
    const at = `pact.milestones[${index}].weights`;
    const strangers = Object.keys(milestone.weights).filter((id) => !ids.has(id));
    return [
      ...sums(at, Object.values(milestone.weights), "Change the weights of this milestone so that they do."),
      ...strangers.map(
        (id): FoundProblem => ({
          path: `${at}.${id}`,
          value: id,
          problem: "must be the id of a clause",
          remedy: `Name one of ${shortList([...ids])}.`,
          severity: "error",
        }),
      ),
    ];
  });
}

function sums(path: string, parts: readonly number[], remedy: string): FoundProblem[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum === bounds.full) return [];
  const problem = `must have weights that sum to ${bounds.full}`;
  return [{ path, value: sum, problem, remedy, severity: "error" }];
}

function payout({ payout: { payoutStep } }: Pact): FoundProblem[] {
  if (payoutStep === 0 || bounds.full % payoutStep === 0) return [];
  return [
    {
      path: "pact.payout.payoutStep",
      value: payoutStep,
      problem: `must be 0 or a divisor of ${bounds.full}`,
      remedy: "Give such as 500, for steps of 5 %.",
      severity: "error",
    },
  ];
}

/** A task set that is published has nothing that only its author holds. */
function unpublished({ task }: Pact): FoundProblem[] {
  if (task.published === undefined) return [];
  return task.inputs.flatMap(({ uri }, index): FoundProblem[] => {
    const path = `pact.task.inputs[${index}].uri`;
    const remedy = "Say where it can be had, or leave out task.published.";
    const problem = "must be there in a task that is published";
    return uri === undefined ? [{ path, value: undefined, problem, remedy, severity: "error" }] : [];
  });
}

function unknownInputs({ task }: Pact, { clause, at }: PlacedClause): FoundProblem[] {
  const known = new Set(task.inputs.map(({ name }) => name));
  const named: { path: string; name: string }[] = [];
  const { input } = parseSubject(clause.subject);
  if (input !== undefined) named.push({ path: `${at}.subject`, name: input });
  if (clause.kind === "citation-faithfulness") {
    for (const [index, name] of clause.measure.sources.entries()) {
      named.push({ path: `${at}.measure.sources[${index}]`, name });
    }
  }
  if (clause.kind === "coverage" && "input" in clause.measure.required) {
    named.push({ path: `${at}.measure.required.input`, name: clause.measure.required.input });
  }
  if (clause.kind === "numeric-accuracy" && "input" in clause.measure.reference) {
    named.push({ path: `${at}.measure.reference.input`, name: clause.measure.reference.input });
  }
  if (clause.kind === "test-suite") {
    for (const [index, { input: name }] of clause.measure.files.entries()) {
      named.push({ path: `${at}.measure.files[${index}].input`, name });
    }
  }
  return named
    .filter(({ name }) => !known.has(name))
    .map(({ path, name }) => ({
      path,
      value: name,
      problem: "must be the name of an input of the pact",
      remedy: known.size === 0 ? "List it in task.inputs." : `Name one of ${shortList([...known])}.`,
      severity: "error",
    }));
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => describeSafely(name));
  return names.length > shown.length ? `${shown.join(", ")} …` : shown.join(", ");
}
