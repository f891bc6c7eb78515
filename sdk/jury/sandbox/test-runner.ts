import type { TestRunner } from "../measures/test-suite.ts";
import { isolationOf } from "./isolation.ts";
import { runTestFile } from "./test-run.ts";

/** What `judge` needs to run tests. */
export interface TestRunning {
  readonly runTests: TestRunner;
  /** What holds for the code here, for the reasons. */
  readonly isolation: string;
}

/**
 * What `judge` takes to run tests on this machine: its options `runTests` and `isolation`. Where the system does not isolate, there
 * is nothing: the juror then cannot check `test-suite`, and declines such pacts.
 *
 * @param options `allowWeak`: run code of strangers all the same, for example on a machine that is thrown away; the reasons say
 * what does not hold.
 * @example
 * import { isolationOf, testRunner } from "quittance/jury/sandbox";
 *
 * const running = testRunner();
 * console.log((running === undefined) === !isolationOf().holds); // true
 */
export function testRunner(options: { readonly allowWeak?: boolean } = {}): TestRunning | undefined {
  const { holds, statement } = isolationOf();
  if (!holds && options.allowWeak !== true) return undefined;
  return { runTests: runTestFile, isolation: statement };
}
