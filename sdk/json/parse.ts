import { safeParse } from "zod/mini";
import { describeField, InvalidFieldError } from "../errors/field.ts";
import { NO_ADDRESS, type Schema } from "./fields.ts";

/**
 * Reads a value that came from another agent: an object, or its JSON text. Numbers beyond 2^53 travel as decimal strings.
 *
 * @throws InvalidFieldError naming the first field that is wrong.
 */
export function parseWith<Value>(subject: string, schema: Schema<Value>, input: unknown): Value {
  const value = typeof input === "string" ? parseJson(subject, input) : input;
  const result = safeParse(schema, value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const unknownKeys = issue?.code === "unrecognized_keys" ? issue.keys : undefined;
  const field = fieldName(subject, unknownKeys === undefined ? path : [...path, unknownKeys[0] ?? ""]);
  const given = unknownKeys === undefined ? valueAt(value, path) : "an unknown field";
  throw new InvalidFieldError({
    field,
    value: given,
    address: issue?.message === NO_ADDRESS,
    problem: unknownKeys === undefined ? (issue?.message ?? "is malformed") : "is not a field of it",
    remedy:
      unknownKeys === undefined ? `Correct ${describeField(field)}.` : "Leave it out, or correct its name.",
  });
}

/**
 * JSON text of anything this package passes between agents: bigints as decimal strings.
 *
 * @example
 * import { toJson } from "quittance";
 *
 * console.log(toJson({ amount: 54_000_000n })); // {"amount":"54000000"}
 */
export function toJson(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part),
    space,
  );
}

function parseJson(subject: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidFieldError({
      field: subject,
      value: text,
      problem: "must be JSON",
      remedy: "Pass the object itself, or the text that toJson made of it.",
    });
  }
}

function fieldName(subject: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === "number" ? `${name}[${part}]` : `${name}.${String(part)}`),
    subject,
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );
}
