import type { MeasureJudge } from "quittance/audit";
import { judge } from "quittance/jury/measures";
import { readRunner, testRunner } from "quittance/jury/sandbox";

/**
 * Measures evidence again as jurors do: what is read is read in a process of its own, under limits. Tests are run only where the
 * system isolates them. Free text is judged by no one here.
 */
export function measureJudge(): MeasureJudge {
  const readClauses = readRunner();
  return (asked) => judge({ ...asked, readClauses, ...testsOf(asked) });
}

/** Trying what a system isolates takes time, so it is tried only for a pact that has tests. */
function testsOf({ pact }: Parameters<MeasureJudge>[0]) {
  const hasTests = pact.clauses.some(({ kind }) => kind === "test-suite");
  return hasTests ? (testRunner() ?? {}) : {};
}
