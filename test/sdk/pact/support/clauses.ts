import type { PactClause } from "../../../../sdk/pact/index.ts";

const BASE = {
  description: "What must hold.",
  threshold: { least: 0 },
  weight: 0,
  consequence: "share",
} as const;

/** A clause of each kind, of a pact with the input `notes.txt`. */
export function everyClause(): PactClause[] {
  const subject = "answer.json#/part";
  const measured = { ...BASE, subject, method: "measured" } as const;
  return [
    {
      ...measured,
      id: "citations",
      kind: "citation-faithfulness",
      measure: {
        ...{ sources: ["notes.txt"], least: 1, most: 9, shortestQuote: 3, longestQuote: 90 },
        offsets: "ignored",
      },
    },
    {
      ...measured,
      id: "refusals",
      kind: "refusal",
      measure: {
        cases: [
          { id: "a", expected: "answer" },
          { id: "b", expected: "refusal", reasons: ["unfit"] },
        ],
      },
    },
    { ...measured, id: "quick", kind: "latency", measure: { percentile: 9_500, most: 300, leastCalls: 10 } },
    { ...measured, id: "form", kind: "structure", measure: { schema: { type: "object" } } },
    {
      ...measured,
      id: "covered",
      kind: "coverage",
      measure: { required: { keys: ["a", "b"] }, repeats: "lost", extras: "ignored" },
    },
    {
      ...measured,
      id: "numbers",
      kind: "numeric-accuracy",
      measure: { reference: { values: { sum: "12.50" } }, tolerance: { absolute: "0.01" } },
    },
    {
      ...BASE,
      id: "tests",
      kind: "test-suite",
      subject: "./",
      method: "executed",
      measure: {
        ...{ runner: "node --test", leastNode: 20 },
        files: [{ input: "notes.txt", path: "a.test.mjs" }],
        tests: [{ file: "a.test.mjs", name: "adds" }],
        limits: { seconds: 10, memory: 128, output: 65_536 },
      },
    },
    {
      ...measured,
      id: "same",
      kind: "content-hash",
      subject: "answer.json",
      measure: { algorithm: "keccak256", hash: `0x${"12".repeat(32)}` },
    },
    {
      ...measured,
      id: "tongue",
      kind: "language",
      measure: {
        ...{ language: "en", detector: { name: "tinyld", version: "1.3.4" } },
        ...{ leastConfidence: 1_000, shortest: 20 },
      },
    },
    { ...measured, id: "long", kind: "length", measure: { unit: "words", least: 10, most: 90 } },
    {
      ...BASE,
      subject,
      id: "useful",
      kind: "criterion",
      method: "judged",
      measure: {
        question: "Does the text answer the question?",
        levels: [
          { name: "yes", description: "It does.", lost: 0 },
          { name: "no", description: "It does not.", lost: 10_000 },
        ],
        longest: 5_000,
        canaries: [{ text: "Nothing.", level: "no" }],
      },
    },
  ];
}
