import { safeParse } from "zod/mini";
import { InvalidFieldError, unknownField } from "../errors/field.ts";
import { NO_ADDRESS } from "./addresses.ts";
import { requireDepth } from "./depth.ts";
import type { Schema } from "./fields.ts";
import { readJson } from "./read.ts";
import { type Remedy, remedyOfProblem } from "./remedies.ts";

/**
 * Reads a value that came from another agent: an object, or its JSON text. Numbers beyond 2^53 travel as decimal strings, and no
 * object has a name twice.
 *
 * @throws InvalidFieldError naming the first field that is wrong.
 */
export function parseWith<Value>(subject: string, schema: Schema<Value>, input: unknown): Value {
  const value = typeof input === "string" ? readJson(subject, input) : input;
  const result = safeParse(schema, value);
  if (result.success) return result.data;
  const refused = refusedFields(subject, schema, value);
  // A field that is missing is often one whose name was misspelt: that is the better thing to say.
  const stranger = refused.find((each) => "stranger" in each);
  if (stranger?.stranger !== undefined) {
    throw unknownField(stranger.field, stranger.stranger, stranger.remedy);
  }
  const [first] = refused;
  throw new InvalidFieldError({
    field: first?.field ?? subject,
    value: first?.value,
    address: first?.problem === NO_ADDRESS,
    problem: first?.problem ?? "is malformed",
    remedy: first?.remedy ?? remedyOfProblem(""),
  });
}

/** A field that a schema refuses. */
export interface RefusedField {
  /** Its path; that of the object, where the object has a field that it does not know. */
  readonly field: string;
  readonly value: unknown;
  readonly problem: string;
  readonly remedy: string;
  /** The name of the field that the object does not know. */
  readonly stranger?: string;
}

/** Every field of a value that a schema refuses. */
export function refusedFields<Value>(subject: string, schema: Schema<Value>, value: unknown): RefusedField[] {
  return (safeParse(schema, value).error?.issues ?? []).flatMap((issue): RefusedField[] => {
    const { path, message: problem } = issue;
    const field = fieldName(subject, path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((stranger) => ({
        field,
        value: Reflect.get(Object(valueAt(value, path)), stranger),
        problem: `is not a field of ${field}`,
        remedy: problem,
        stranger,
      }));
    }
    const given = valueAt(value, path);
    return [{ field, value: given, problem, remedy: remedyOf(issue, given) ?? remedyOfProblem(problem) }];
  });
}

/** What the field that refused a value says is to be done about it. */
function remedyOf(issue: unknown, given: unknown): string | undefined {
  const remedy: Remedy | undefined = Reflect.get(Object(Reflect.get(Object(issue), "params")), "remedy");
  return typeof remedy === "function" ? remedy(given) : remedy;
}

/**
 * Reads JSON of others before it is hashed, such as a pact. Readers of JSON take different things for the same: of a name that an
 * object has twice, some take the first and others the last, and numbers beyond 2^53 or of many digits become others. All of
 * them are refused, so that all who read the same text hash the same value.
 *
 * @throws InvalidFieldError naming the name that stands there twice, or the number; or when the text is no JSON, or nests arrays
 * and objects more than 100 deep.
 * @example
 * import { hashPact, parseJson } from "quittance";
 *
 * const pact = parseJson('{ "task": "translate", "reward": "9007199254740993" }');
 * console.log(hashPact(pact).length); // 66
 */
export function parseJson(text: string): unknown {
  if (typeof text === "string") return readJson("json", text);
  throw new InvalidFieldError({
    field: "json",
    value: text,
    problem: "must be text",
    remedy: "Pass the text as it came; a value that was read before has lost what is checked.",
  });
}

/**
 * JSON text of anything this package passes between agents: bigints as decimal strings.
 *
 * @throws InvalidFieldError when arrays and objects are nested more than 100 deep.
 * @example
 * import { toJson } from "quittance";
 *
 * console.log(toJson({ amount: 54_000_000n })); // {"amount":"54000000"}
 */
export function toJson(value: unknown, space?: number): string {
  requireDepth("value", value);
  return JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part),
    space,
  );
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
