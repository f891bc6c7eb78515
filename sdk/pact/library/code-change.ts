import { requireOptions } from "../../json/options.ts";
import type { NamedTest, TestFile, TestLimits } from "../clause-executed.ts";
import { pactInput } from "../input.ts";
import type { Pact, PactInput } from "../types.ts";
import {
  bytesOf,
  EXAMPLE_AUTHOR,
  filesOf,
  orZero,
  READY,
  type ReadyPactOptions,
  readyPact,
  resultsOf,
  SHARED,
  type WorkedPact,
} from "./parts.ts";

/** What a change of code is asked for. */
export interface CodeChangeOptions extends ReadyPactOptions {
  /** What the code must do. */
  readonly instruction: string;
  /** The tests, and whatever else the work starts from. */
  readonly inputs: readonly PactInput[];
  /** Which inputs are laid out over the bundle before the tests run, and where. */
  readonly files: readonly TestFile[];
  /** The tests that must pass. */
  readonly tests: readonly NamedTest[];
  /** Files of the bundle that must be there, beside `change.json`. */
  readonly required: readonly string[];
  /** The least share of tests that is paid for, in basis points; all of them when left out. */
  readonly leastPassing?: number | undefined;
  /** A minute, 512 MiB and 1 MiB of output when left out. */
  readonly limits?: TestLimits | undefined;
  /** Oldest major version of Node that the tests are for; 20 when left out. */
  readonly leastNode?: number | undefined;
  /** Media types of the files; those of JavaScript, JSON and plain text when left out. */
  readonly mediaTypes?: readonly string[] | undefined;
}

/**
 * A pact for a change of code: the buyer's tests pass. The evidence is the code, and `change.json`, which says in a few words what
 * was changed: `{ summary, files: [path] }`.
 *
 * @throws InvalidFieldError naming the option, or the field of the pact, that is wrong.
 * @example
 * import { pactInput } from "quittance";
 * import { codeChangePact } from "quittance/pact/library";
 *
 * const content = 'import { test } from "node:test"; test("adds", () => {});';
 * const pact = codeChangePact({
 *   author: "0x00000000000000000000000000000000000000aa",
 *   instruction: "Write add.mjs.",
 *   inputs: [pactInput({ name: "add.test.mjs", mediaType: "text/javascript", content })],
 *   files: [{ input: "add.test.mjs", path: "add.test.mjs" }],
 *   tests: [{ file: "add.test.mjs", name: "adds" }],
 *   required: ["add.mjs"],
 * });
 * console.log(pact.clauses[1]?.method); // executed
 */
export function codeChangePact(options: CodeChangeOptions): Pact {
  requireOptions(
    options,
    `${READY} instruction inputs files tests required leastPassing limits leastNode mediaTypes`,
  );
  const { instruction, inputs, files, tests, required, leastPassing = 10_000 } = options;
  const { limits = LIMITS, leastNode = 20, mediaTypes = MEDIA_TYPES } = options;
  return readyPact(options, {
    kind: "code-change",
    name: "Change of code that passes tests",
    task: { instruction, inputs },
    evidence: {
      mediaTypes,
      maxBytes: 16 * 1_048_576,
      maxFiles: 1_000,
      required: ["change.json", ...required],
    },
    clauses: [
      {
        id: "account",
        kind: "structure",
        description: "change.json says what was changed.",
        subject: "change.json",
        method: "measured",
        measure: { schema: ACCOUNT },
        weight: 500,
        ...SHARED,
      },
      {
        id: "tests",
        kind: "test-suite",
        description: "The tests pass.",
        subject: "./",
        method: "executed",
        measure: { runner: "node --test", leastNode, files, tests, limits },
        weight: 9_000,
        ...orZero(leastPassing),
      },
      {
        id: "brief",
        kind: "length",
        description: "The summary of the change is short enough to be read.",
        subject: "change.json#/summary",
        method: "measured",
        measure: { unit: "words", least: 3, most: 200 },
        weight: 500,
        ...SHARED,
      },
    ],
  });
}

const LIMITS: TestLimits = { seconds: 60, memory: 512, output: 1_048_576 };
const MEDIA_TYPES = ["application/json", "text/javascript", "text/plain"];

const ACCOUNT = {
  type: "object",
  required: ["summary", "files"],
  properties: {
    summary: { type: "string" },
    files: { type: "array", minItems: 1, items: { type: "string" } },
  },
};

const TESTS = `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { slug } from "../src/slug.mjs";

describe("slug", () => {
  it("is in lower case", () => assert.equal(slug("Terms"), "terms"));
  it("has hyphens for spaces", () => assert.equal(slug("Terms of  Use"), "terms-of-use"));
  it("has no hyphen at its ends", () => assert.equal(slug(" Terms! "), "terms"));
});
`;

const SLUG = `export function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
`;

const NO_SLUG = `export function slug(title) {
  return title.toLowerCase().replace(" ", "-");
}
`;

/**
 * The pact for a change of code, worked: one bundle that passes, and one that satisfies one test of three.
 *
 * @example
 * import { codeChangeExample } from "quittance/pact/library";
 *
 * console.log([...codeChangeExample().passing.files.keys()].join()); // change.json,src/slug.mjs
 */
export function codeChangeExample(): WorkedPact {
  const file = "test/slug.test.mjs";
  const inputs = new Map([["slug.test.mjs", bytesOf(TESTS)]]);
  const pact = codeChangePact({
    author: EXAMPLE_AUTHOR,
    instruction: "Write src/slug.mjs, whose function slug makes the last part of a URL of a title.",
    inputs: [pactInput({ name: "slug.test.mjs", mediaType: "text/javascript", content: TESTS })],
    files: [{ input: "slug.test.mjs", path: file }],
    tests: [
      { file, name: "slug > is in lower case" },
      { file, name: "slug > has hyphens for spaces" },
      { file, name: "slug > has no hyphen at its ends" },
    ],
    required: ["src/slug.mjs"],
  });
  const account = { summary: "Adds the function slug.", files: ["src/slug.mjs"] };
  return {
    pact,
    inputs,
    passing: {
      files: filesOf({ "change.json": account, "src/slug.mjs": SLUG }),
      results: resultsOf({ account: [1, 0], tests: [3, 0], brief: [1, 0] }),
    },
    failing: {
      files: filesOf({ "change.json": account, "src/slug.mjs": NO_SLUG }),
      results: resultsOf({ account: [1, 0], tests: [3, 20_000], brief: [1, 0] }),
    },
  };
}
