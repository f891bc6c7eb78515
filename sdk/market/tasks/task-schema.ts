import type { Hex } from "viem";
import { lazily } from "../../errors/lazily.ts";
import { list, must, record, type Schema, text, uint } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { format, line } from "../../jury/fields.ts";
import { CLAUSE_KINDS } from "../../pact/clause-schema.ts";
import type { ClauseKind } from "../../pact/clauses.ts";
import { hashMessage, kebabName, prose } from "../fields.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";

/** A kind of work, so that two agents who name it mean the same: what goes in, what comes out, and how it can be checked. */
export interface TaskSchema {
  readonly format: "quittance/task/1";
  /** Kebab-case, such as `translation`. */
  readonly name: string;
  /** The major version, 1 to 9999: who reads one can read no other. */
  readonly version: number;
  /** For people: one line. */
  readonly title: string;
  /** For people: at most 2,000 characters. */
  readonly description: string;
  /** What `kind` pacts about this work have. */
  readonly pactKind: string;
  /** Clause kinds of the pact library that say something about this work, each once. */
  readonly clauses: readonly ClauseKind[];
  /** Of what the buyer gives. */
  readonly input: JsonSchema;
  /** Of what the seller delivers. */
  readonly output: JsonSchema;
}

const MOST_VERSION = 9_999;
const LONGEST_NAME = 56;
const LONGEST_DESCRIPTION = 2_000;

const taskSchema = /* @__PURE__ */ lazily(
  (): Schema<TaskSchema> =>
    record({
      format: format("quittance/task/1"),
      name: kebabName(LONGEST_NAME),
      version: uint(16, { minimum: 1, maximum: MOST_VERSION }),
      title: line(),
      description: prose(LONGEST_DESCRIPTION),
      pactKind: kebabName(),
      clauses: list(
        text(
          (value) => CLAUSE_KINDS.some((kind) => kind === value),
          `must be one of ${CLAUSE_KINDS.join(", ")}`,
        ),
        { entries: "clause kinds", maximum: CLAUSE_KINDS.length },
      ).check(must((all) => new Set(all).size === all.length, "must name each clause kind once")),
      input: jsonSchema(),
      output: jsonSchema(),
    }) as unknown as Schema<TaskSchema>,
);

/**
 * A task schema from elsewhere: an object, or its JSON text.
 *
 * @throws InvalidFieldError naming the field that is wrong, such as a JSON Schema of more than 32 KiB, or one whose references lead
 * elsewhere.
 * @example
 * import { knownTasks, parseTaskSchema } from "quittance/market";
 *
 * const [first] = knownTasks();
 * console.log(parseTaskSchema(JSON.stringify(first)).name); // research-summary
 */
export function parseTaskSchema(input: unknown): TaskSchema {
  return parseWith("task", taskSchema(), input);
}

/**
 * The hash of a task schema: keccak256 of its canonical JSON. Listings and requests carry it, so that none can mean another schema
 * of the same name.
 *
 * @throws InvalidFieldError for a malformed schema.
 * @example
 * import { hashTaskSchema, knownTask } from "quittance/market";
 *
 * console.log(hashTaskSchema(knownTask("translation@1")).length); // 66
 */
export function hashTaskSchema(task: TaskSchema): Hex {
  return hashMessage(parseTaskSchema(task));
}

/** Name and major version in one: `translation@1`. */
export function taskNameOf({ name, version }: Pick<TaskSchema, "name" | "version">): string {
  return `${name}@${version}`;
}
