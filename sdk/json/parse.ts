import { safeParse } from "zod/mini";
import { InvalidFieldError, unknownField } from "../errors/field.ts";
import { NO_ADDRESS } from "./addresses.ts";
import type { Schema } from "./fields.ts";
import { type Remedy, remedyOfProblem } from "./remedies.ts";

/**
 * Reads a value that came from another agent: an object, or its JSON text. Numbers beyond 2^53 travel as decimal strings.
 *
 * @throws InvalidFieldError naming the first field that is wrong.
 */
export function parseWith<Value>(subject: string, schema: Schema<Value>, input: unknown): Value {
  const value = typeof input === "string" ? parseJson(subject, input) : input;
  const result = safeParse(schema, value);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A field that is missing is often one whose name was misspelt: that is the better thing to say.
  const stranger = issues.find((issue) => issue.code === "unrecognized_keys");
  if (stranger !== undefined) {
    throw unknownField(fieldName(subject, stranger.path), stranger.keys[0] ?? "", stranger.message);
  }
  const [issue] = issues;
  const path = issue?.path ?? [];
  const given = valueAt(value, path);
  const problem = issue?.message ?? "is malformed";
  throw new InvalidFieldError({
    field: fieldName(subject, path),
    value: given,
    address: problem === NO_ADDRESS,
    problem,
    remedy: remedyOf(issue, given) ?? remedyOfProblem(problem),
  });
}

/** What the field that refused a value says is to be done about it. */
function remedyOf(issue: unknown, given: unknown): string | undefined {
  const remedy: Remedy | undefined = Reflect.get(Object(Reflect.get(Object(issue), "params")), "remedy");
  return typeof remedy === "function" ? remedy(given) : remedy;
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
      // The URL of a node is easily put there, and may hold a password.
      secret: text.includes("://"),
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
