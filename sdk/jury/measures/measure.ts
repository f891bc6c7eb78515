import type { PactClause } from "../../pact/clauses.ts";
import { measureCitations } from "./citation-faithfulness.ts";
import { measureContentHash } from "./content-hash.ts";
import { measureCoverage } from "./coverage.ts";
import { measureLanguage } from "./language.ts";
import { measureLatency } from "./latency.ts";
import { measureLength } from "./length.ts";
import { inputOfSubject, type Material } from "./material.ts";
import { measureNumbers } from "./numeric-accuracy.ts";
import { lostWhole, type MeasureOutcome, notChecked } from "./outcome.ts";
import { measureRefusals } from "./refusal.ts";
import { measureStructure } from "./structure.ts";

/** The clauses that are checked by reading alone. */
export type ReadClause = Exclude<PactClause, { readonly kind: "test-suite" | "criterion" }>;

/**
 * Measures one clause by reading. What breaks a measure off, such as a value that exhausts the stack, is the subject's fault: a seller
 * must not be able to keep jurors from judging.
 *
 * @example
 * import { Material, measureByReading } from "quittance/jury/measures";
 *
 * const material = new Material(new Map([["answer.txt", new TextEncoder().encode("Copper was at 8,912.")]]), new Map());
 * const outcome = measureByReading(
 *   {
 *     ...{ id: "length", kind: "length", method: "measured", subject: "answer.txt", description: "It is short." },
 *     ...{ threshold: { least: 0 }, weight: 10_000, consequence: "share" },
 *     measure: { unit: "words", least: 1, most: 100 },
 *   },
 *   material,
 * );
 * console.log(outcome.checked); // true
 */
export function measureByReading(clause: ReadClause, material: Material): MeasureOutcome {
  const input = inputOfSubject(clause.subject);
  if (input !== undefined && !material.hasInput(input))
    return notChecked(`The input ${input} is not at hand.`);
  try {
    return dispatch(clause, material);
  } catch {
    return lostWhole(1, clause.subject, "unreadable");
  }
}

function dispatch(clause: ReadClause, material: Material): MeasureOutcome {
  switch (clause.kind) {
    case "citation-faithfulness":
      return measureCitations(clause, material);
    case "refusal":
      return measureRefusals(clause, material);
    case "latency":
      return measureLatency(clause, material);
    case "structure":
      return measureStructure(clause, material);
    case "coverage":
      return measureCoverage(clause, material);
    case "numeric-accuracy":
      return measureNumbers(clause, material);
    case "content-hash":
      return measureContentHash(clause, material);
    case "language":
      return measureLanguage(clause, material);
    case "length":
      return measureLength(clause, material);
  }
}
