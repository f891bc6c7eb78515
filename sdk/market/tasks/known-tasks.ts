import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import type { ClauseKind } from "../../pact/clauses.ts";
import { fileOf, listOf, objectOf, texts, words } from "./known-schemas.ts";
import { type TaskSchema, taskNameOf } from "./task-schema.ts";

/** What is one's own in a task schema. */
type Known = Omit<TaskSchema, "format" | "version" | "clauses"> & { readonly clauses: string };

const KNOWN: () => readonly Known[] = () => [
  {
    name: "research-summary",
    title: "Research summary",
    description: "Answers a question from named sources, with quotations that stand in them.",
    pactKind: "research-summary",
    clauses: "structure citation-faithfulness language length criterion",
    input: objectOf({ question: words, sources: listOf(fileOf(), 256) }, ["question", "sources"]),
    output: objectOf(
      {
        summary: words,
        citations: listOf(objectOf({ source: words, quote: words }, ["source", "quote"])),
      },
      ["summary", "citations"],
    ),
  },
  {
    name: "translation",
    title: "Translation",
    description: "Puts texts into another language, each under the key it came with.",
    pactKind: "translation",
    clauses: "structure coverage language length criterion",
    input: objectOf({ from: words, to: words, texts }, ["to", "texts"]),
    output: objectOf({ language: words, texts }, ["language", "texts"]),
  },
  {
    name: "extraction",
    title: "Extraction",
    description: "Takes records of a given shape out of documents, each with where it stands.",
    pactKind: "extraction",
    clauses: "structure coverage numeric-accuracy citation-faithfulness",
    input: objectOf({ documents: listOf(fileOf(), 256), record: { type: "object" } }, [
      "documents",
      "record",
    ]),
    output: objectOf(
      {
        records: listOf(
          objectOf({ source: words, quote: words, values: { type: "object" } }, ["source", "values"]),
        ),
      },
      ["records"],
    ),
  },
  {
    name: "data-transformation",
    title: "Data transformation",
    description: "Turns records into rows of another shape, with totals that are right.",
    pactKind: "data-transformation",
    clauses: "structure coverage numeric-accuracy",
    input: objectOf({ records: fileOf(), row: { type: "object" } }, ["records", "row"]),
    output: objectOf({ rows: listOf({ type: "object" }), totals: { type: "object" } }, ["rows"]),
  },
  {
    name: "code-change",
    title: "Code change",
    description: "Writes or changes code until the tests of the pact pass.",
    pactKind: "code-change",
    clauses: "test-suite structure length criterion",
    input: objectOf({ instruction: words, files: listOf(fileOf()), tests: listOf(fileOf()) }, [
      "instruction",
      "tests",
    ]),
    output: objectOf({ files: listOf(fileOf()) }, ["files"]),
  },
  {
    name: "api-service-level",
    title: "Calls of a service",
    description: "Answers or refuses calls, as fast as agreed.",
    pactKind: "api-service-level",
    clauses: "structure coverage latency refusal",
    input: objectOf({ calls: listOf({ type: "object" }) }, ["calls"]),
    output: objectOf(
      {
        responses: listOf(
          objectOf(
            {
              case: words,
              outcome: { enum: ["answer", "refusal"] },
              milliseconds: { type: "number", minimum: 0 },
            },
            ["case", "outcome"],
          ),
        ),
      },
      ["responses"],
    ),
  },
  {
    name: "asset-delivery",
    title: "Delivery of a file",
    description: "Hands over files whose hashes are agreed.",
    pactKind: "asset-delivery",
    clauses: "content-hash",
    input: objectOf({ assets: listOf(fileOf()) }, ["assets"]),
    output: objectOf({ files: listOf(fileOf()) }, ["files"]),
  },
];

const tasks = /* @__PURE__ */ lazily((): readonly TaskSchema[] =>
  KNOWN().map(({ clauses, ...own }) => ({
    format: "quittance/task/1",
    version: 1,
    ...own,
    clauses: clauses.split(" ") as ClauseKind[],
  })),
);

/**
 * The task schemas that come with this package, of which listings and requests can name one. Others may be published anywhere:
 * their hash says which is meant.
 *
 * @example
 * import { knownTasks } from "quittance/market";
 *
 * console.log(knownTasks().map(({ name, version }) => `${name}@${version}`).join());
 */
export function knownTasks(): readonly TaskSchema[] {
  return tasks();
}

/**
 * A task schema of this package by its name and major version.
 *
 * @throws InvalidFieldError when it has none of this name.
 * @example
 * import { knownTask } from "quittance/market";
 *
 * console.log(knownTask("extraction@1").title); // Extraction
 */
export function knownTask(name: string): TaskSchema {
  const found = tasks().find((task) => taskNameOf(task) === name);
  if (found !== undefined) return found;
  throw new InvalidFieldError({
    field: "task",
    value: name,
    problem: `must be one of ${tasks().map(taskNameOf).join(", ")}`,
    remedy: "Name a task of this package, or read your own schema with parseTaskSchema.",
  });
}
