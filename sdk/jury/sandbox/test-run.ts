import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { requireOptions } from "../../json/options.ts";
import { layOut } from "./folder.ts";
import { HARNESS, REPORTER } from "./harness.ts";
import type { Isolation } from "./isolation.ts";
import { limitsOf, type SandboxLimits } from "./limits.ts";
import { runProgram, type SandboxOutcome } from "./run.ts";

/** What became of one test of a file. Tests within others have names joined by ` > `. */
export interface TestOutcome {
  readonly name: string;
  /** False when it failed, or was skipped, cancelled or to do. */
  readonly passed: boolean;
}

/** What the run of a test file gave. */
export interface TestRun {
  /** Empty when the run did not end by itself, the file could not be loaded, or the code tampered with the runner. */
  readonly tests: readonly TestOutcome[];
  /** `tampered`: failures were no longer reported as such. `unfinished`: it ended without a report. */
  readonly ended: SandboxOutcome["ended"] | "tampered" | "unfinished";
  readonly isolation: Isolation;
}

const WORD_BYTES = 24;

/**
 * Runs one file of `node:test` in the sandbox: in a fresh folder that holds `files` and nothing else, with no environment but
 * `TZ=UTC`, without network where the system can take it away, within limits.
 *
 * What the code prints is no report: the report is opened by a word that it cannot know. Code that leaves the process early, keeps
 * the file from loading, or turns failures into passes has no test that passed.
 *
 * @throws InvalidFieldError when a path leads out of the folder, or two exclude each other.
 * @example
 * import { runTestFile } from "quittance/jury/sandbox";
 *
 * const text = 'import test from "node:test"; test("adds", () => {});';
 * const files = new Map([["sum.test.mjs", new TextEncoder().encode(text)]]);
 * const { tests } = await runTestFile({ files, file: "sum.test.mjs", limits: { seconds: 20 } });
 * console.log(tests); // [ { name: 'adds', passed: true } ]
 */
export async function runTestFile(options: {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Path of the test file among `files`. */
  readonly file: string;
  readonly limits?: Partial<SandboxLimits>;
  readonly signal?: AbortSignal | undefined;
}): Promise<TestRun> {
  requireOptions(options, "files file limits signal");
  const limits = limitsOf(options.limits);
  const encoder = new TextEncoder();
  const laid = new Map<string, Uint8Array>([
    ["harness.mjs", encoder.encode(HARNESS)],
    ["reporter.mjs", encoder.encode(REPORTER)],
  ]);
  for (const [path, bytes] of options.files) laid.set(`work/${path}`, bytes);
  const folder = await layOut(laid);
  try {
    const word = randomBytes(WORD_BYTES).toString("hex");
    const work = join(folder.files, "work");
    const outcome = await runProgram({
      node: [
        "--frozen-intrinsics",
        `--test-reporter=${join(folder.files, "reporter.mjs")}`,
        "--test-reporter-destination=stderr",
        join(folder.files, "harness.mjs"),
      ],
      shown: [folder.files],
      root: folder.root,
      input: encoder.encode(JSON.stringify({ word, folder: work, file: options.file })),
      limits,
      signal: options.signal,
    });
    return { ...readReport(outcome, word), isolation: outcome.isolation };
  } finally {
    await folder.remove();
  }
}

function readReport(outcome: SandboxOutcome, word: string): Omit<TestRun, "isolation"> {
  if (outcome.ended !== "exit") return { tests: [], ended: outcome.ended };
  const [, text, ...more] = new TextDecoder().decode(outcome.stdout).split(word);
  if (text === undefined || more.length !== 1) return { tests: [], ended: "unfinished" };
  const { isSound, tests } = JSON.parse(text) as {
    readonly isSound: boolean;
    readonly tests: readonly (readonly [string, boolean])[];
  };
  if (!isSound) return { tests: [], ended: "tampered" };
  return { tests: tests.map(([name, passed]) => ({ name, passed })), ended: "exit" };
}
