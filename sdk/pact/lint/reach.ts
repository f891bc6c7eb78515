import type { LengthClause, PactClause } from "../clauses.ts";
import { type PlacedClause, placed } from "../paths.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";

const LITTLE = "Ask for something that a bundle can lack.";

/** Clauses that no bundle can miss, or none can satisfy, and thresholds without effect. */
export function reachProblems(pact: Pact): FoundProblem[] {
  return placed(pact).flatMap(({ clause, at }) => [
    ...ofThreshold(clause, at),
    ...(missesNothing(pact, clause)
      ? [found("error", at, clause.id, "can never be missed, so that its weight is paid for nothing", LITTLE)]
      : []),
    ...unreachable(pact, { clause, at }),
  ]);
}

/** Whether every bundle in which the subject is there satisfies it. */
export function missesNothing(pact: Pact, clause: PactClause): boolean {
  switch (clause.kind) {
    case "length": {
      const { least, most } = clause.measure;
      return least === 0 && most >= pact.evidence.maxBytes;
    }
    case "structure":
      return Object.keys(clause.measure.schema).every((keyword) =>
        /^(\$schema|\$comment|title|description)$/.test(keyword),
      );
    case "numeric-accuracy": {
      const { relative = "0" } = clause.measure.tolerance;
      return Number(relative) >= 1;
    }
    case "criterion":
    case "refusal":
    case "latency":
    case "coverage":
    case "citation-faithfulness":
    case "test-suite":
    case "language":
      return false;
    case "content-hash":
      return pact.task.inputs.some(({ sha256 }) => sha256 === clause.measure.hash);
  }
}

function ofThreshold({ threshold, consequence }: PactClause, at: string): FoundProblem[] {
  const path = `${at}.threshold.least`;
  if (consequence === "share" && threshold.least > 0) {
    const problem = "has no effect, as the consequence is share";
    return [found("warning", path, threshold.least, problem, "Make it 0, or choose zero or void.")];
  }
  if (consequence !== "share" && threshold.least === 0) {
    const problem = `can never be missed, so that the consequence ${consequence} never happens`;
    return [found("warning", path, 0, problem, "Raise it, or choose the consequence share.")];
  }
  return [];
}

function unreachable({ evidence, task }: Pact, { clause, at }: PlacedClause): FoundProblem[] {
  if (clause.kind === "length") return tooLong(evidence.maxBytes, clause, at);
  if (clause.kind === "structure" && isNever(clause.measure.schema)) {
    return [found("error", `${at}.measure.schema`, clause.measure.schema, "can never be met", "Correct it.")];
  }
  if (clause.kind === "citation-faithfulness") {
    const { sources, shortestQuote } = clause.measure;
    const sizes = new Map(task.inputs.map(({ name, size }) => [name, size]));
    const short = sources.findIndex((name) => (sizes.get(name) ?? 0) < shortestQuote);
    if (short < 0) return [];
    const path = `${at}.measure.sources[${short}]`;
    const problem = `is shorter than shortestQuote, ${shortestQuote} characters, and cannot be cited`;
    return [found("warning", path, sources[short], problem, "Lower shortestQuote, or leave the source out.")];
  }
  if (clause.kind === "test-suite") {
    const { files, tests } = clause.measure;
    if (files.some(({ unpack }) => unpack !== undefined)) return [];
    const laid = new Set(files.map(({ path }) => path));
    return tests.flatMap(({ file }, index) =>
      laid.has(file)
        ? []
        : [
            found(
              "error",
              `${at}.measure.tests[${index}].file`,
              file,
              "must be the path of one of the files that the pact lays out",
              "Tests of the seller's own prove nothing: list the file in measure.files, from an input.",
            ),
          ],
    );
  }
  return [];
}

/** Every unit but lines and items takes a byte at least. */
function tooLong(maxBytes: number, { measure }: LengthClause, at: string): FoundProblem[] {
  const each = measure.least * (measure.items?.least ?? 1);
  if (each <= maxBytes) return [];
  const problem = `can never be met within evidence.maxBytes, which is ${maxBytes}`;
  return [found("error", `${at}.measure.least`, measure.least, problem, "Lower it, or raise maxBytes.")];
}

function isNever(schema: Readonly<Record<string, unknown>>): boolean {
  const { not } = schema;
  return not === true || (typeof not === "object" && not !== null && Object.keys(not).length === 0);
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
