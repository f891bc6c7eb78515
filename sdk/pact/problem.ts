/** Something about a pact that is wrong, or unwise. */
export interface PactProblem {
  /** Where: `pact.clauses[2].measure.least`. */
  readonly path: string;
  /** What is there, in one line. */
  readonly value: string;
  /** What is wrong with it, as it follows the path: "must be …". */
  readonly problem: string;
  readonly remedy: string;
  /** A pact with an error is refused by those who read it, or cannot be judged fairly; a warning is for its author to weigh. */
  readonly severity: "error" | "warning";
}

/** A problem whose value is not text yet. */
export type FoundProblem = Omit<PactProblem, "value"> & { readonly value: unknown };
