import type { Pact } from "quittance/pact";

/** Milliseconds that the tests of a pact may take: each of their files is run once, by itself. */
export function testTimeOf({ clauses }: Pick<Pact, "clauses">): number {
  return clauses.reduce((sum, clause) => {
    if (clause.kind !== "test-suite") return sum;
    const { tests, limits } = clause.measure;
    return sum + new Set(tests.map(({ file }) => file)).size * limits.seconds * 1_000;
  }, 0);
}

/** MiB that a run of the pact's tests may use, at most; 0 for a pact without tests. */
export function testMemoryOf({ clauses }: Pick<Pact, "clauses">): number {
  return Math.max(
    0,
    ...clauses.map((clause) => (clause.kind === "test-suite" ? clause.measure.limits.memory : 0)),
  );
}
