// What a juror does in the sandbox: measures a clause of a pact that comes by the network, and runs a test file.
import assert from "node:assert/strict";

const encode = (text) => new TextEncoder().encode(text);

const clauseOf = (kind, measure, subject) => ({
  id: "it",
  description: "It holds.",
  subject,
  threshold: { least: 0 },
  weight: 10_000,
  kind,
  measure,
  method: "measured",
  consequence: "share",
});

/** One clause of each measure that needs an optional peer, and one that needs none. */
const CLAUSES = [
  clauseOf("length", { unit: "words", least: 1, most: 9 }, "a.txt"),
  clauseOf("structure", { schema: { type: "string" } }, "b.json"),
  clauseOf("language", { language: "fr", shortest: 20 }, "c.txt"),
];
const FILES = new Map([
  ["a.txt", encode("one two")],
  ["b.json", encode("7")],
  ["c.txt", encode("Le vendeur livre le rapport demain matin, et l'acheteur le lira dans la soirée.")],
]);

const SUITE = `import assert from "node:assert/strict";
import test from "node:test";
import { add } from "./add.mjs";
test("adds", () => assert.equal(add(1, 2), 3));
test("adds nothing", () => assert.equal(add(1, 0), 0));
`;
const CODE = "export const add = (a, b) => a + b;\n";

/** Tries both with an entry `quittance/jury/sandbox`, however it was loaded. */
export async function trySandbox({ isolationOf, readRunner, runTestFile }) {
  const outcomes = await readRunner()({ clauses: CLAUSES, files: FILES, inputs: new Map() });
  const lost = outcomes.map((outcome) => (outcome.checked ? outcome.lost : outcome.reason));
  assert.deepEqual(lost, [0, 10_000, 0], isolationOf().statement);
  const files = new Map([
    ["add.mjs", encode(CODE)],
    ["add.test.mjs", encode(SUITE)],
  ]);
  const { tests, ended } = await runTestFile({ files, file: "add.test.mjs", limits: { seconds: 60 } });
  const expected = [
    { name: "adds", passed: true },
    { name: "adds nothing", passed: false },
  ];
  assert.deepEqual({ tests, ended }, { tests: expected, ended: "exit" }, isolationOf().statement);
}
