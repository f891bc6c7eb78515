import type { NamedTest, TestSuiteClause } from "../../pact/clause-executed.ts";
import { unpackZip } from "./archive.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, notChecked, Tally } from "./outcome.ts";

/** Runs one test file among files, and says which tests passed. `runTestFile` of the sandbox is one. */
export type TestRunner = (run: {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly file: string;
  readonly limits: { readonly seconds: number; readonly memory: number; readonly output: number };
  readonly signal?: AbortSignal | undefined;
}) => Promise<{
  readonly ended: string;
  readonly tests: readonly { readonly name: string; readonly passed: boolean }[];
}>;

const MEBIBYTE = 2 ** 20;

/** Named tests pass: see `TestSuiteClause`. */
export async function measureTests(
  clause: TestSuiteClause,
  material: Material,
  how: {
    readonly runTests: TestRunner | undefined;
    readonly node: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<MeasureOutcome> {
  const { tests, files, limits, leastNode } = clause.measure;
  const { runTests } = how;
  if (runTests === undefined) return notChecked("This juror runs no code.");
  if (how.node < leastNode) return notChecked(`The tests need Node ${leastNode} or newer.`);
  const laid = filesUnder(clause.subject, material.rawFiles);
  if (laid.size === 0) return lostWhole(tests.length, clause.subject, "absent");
  for (const { input, path, unpack } of files) {
    const bytes = material.inputBytes(input);
    const added = !bytes.ok
      ? undefined
      : unpack === undefined
        ? new Map([[path, bytes.value]])
        : unpackInto(path, bytes.value);
    if (added === undefined) return notChecked(`The input ${input} is not at hand, or cannot be unpacked.`);
    for (const [target, content] of added) layOver(laid, target, content);
  }
  const tally = new Tally();
  const order = [...new Set(tests.map(({ file }) => file))];
  const faults = new Map<string, string | undefined>();
  for (const file of order) {
    const run = {
      files: laid,
      file,
      limits: { ...limits, memory: limits.memory * MEBIBYTE },
      signal: how.signal,
    };
    const { ended, tests: outcomes } = await runTests(run);
    if (ended === "aborted") return notChecked("The run was broken off.");
    for (const test of tests)
      if (test.file === file) faults.set(nameOf(test), faultOf(test, ended, outcomes));
  }
  for (const test of tests) {
    const fault = faults.get(nameOf(test));
    if (fault === undefined) tally.pass();
    else tally.lose(`test ${nameOf(test)}`, fault);
  }
  return tally.outcome();
}

function faultOf(
  test: NamedTest,
  ended: string,
  outcomes: readonly { readonly name: string; readonly passed: boolean }[],
): string | undefined {
  if (ended !== "exit") return `ended-by-${ended}`;
  const own = outcomes.filter(({ name }) => name === test.name);
  if (own.length === 0) return "not-reported";
  return own.every(({ passed }) => passed) ? undefined : "not-passed";
}

const nameOf = ({ file, name }: NamedTest) => `${file}: ${name}`;

/** The files of the bundle in a folder, at the paths that they have in the bundle. */
function filesUnder(folder: string, files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...files].filter(([path]) => folder === "./" || path.startsWith(folder)));
}

function unpackInto(folder: string, bytes: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  const files = unpackZip(bytes);
  if (files === undefined) return undefined;
  return new Map([...files].map(([path, content]) => [folder === "" ? path : `${folder}/${path}`, content]));
}

/**
 * Puts a file of the pact over the seller's. Where the seller has a folder in the file's place, or a file in the place of one of its
 * folders, the pact's is laid out and the seller's is not.
 */
function layOver(laid: Map<string, Uint8Array>, path: string, content: Uint8Array): void {
  const parts = path.split("/");
  for (let depth = 1; depth < parts.length; depth++) laid.delete(parts.slice(0, depth).join("/"));
  for (const other of laid.keys()) if (other.startsWith(`${path}/`)) laid.delete(other);
  laid.set(path, content);
}
