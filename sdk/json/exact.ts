import * as z from "zod/mini";
import { remedyOfUnknown } from "../errors/nearest.ts";
import { must } from "./fields.ts";

// Schemas of documents that are named by the hash of their text: nothing here changes what it reads, so that a value has one
// spelling, and each can be expressed as JSON Schema.

/** An object of exactly these fields, as a schema that JSON Schema can express. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === "unrecognized_keys"
        ? remedyOfUnknown(String((keys as unknown[])[0]), known)
        : "must be an object",
  });
}

/** Text of `least` to `most` UTF-16 code units, well formed. */
export function words(least: number, most: number) {
  const error = `must be text of ${least} to ${most} characters`;
  return z.string({ error }).check(
    z.minLength(least, { error }),
    z.maxLength(most, { error }),
    must((value) => value.isWellFormed(), "must be well-formed text", "Leave out lone surrogates."),
  );
}

/** Text of at most `most` characters that matches. */
export function matching(pattern: RegExp, problem: string, most: number) {
  const error = `must be ${problem}`;
  return z.string({ error }).check(z.maxLength(most, { error }), z.regex(pattern, { error }));
}

/** A JSON number: a whole one within the bounds. */
export function count(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).check(z.gte(least, { error }), z.lte(most, { error }));
}

/** Basis points: of the whole, or of a unit. */
export function basisPoints(least = 0) {
  return count(least, 10_000);
}

/** An array of `least` to `most` entries. */
export function many<Item extends z.core.SomeType>(item: Item, least: number, most: number, entries: string) {
  const error = `must be an array of ${least} to ${most} ${entries}`;
  return z.array(item, { error }).check(z.minLength(least, { error }), z.maxLength(most, { error }));
}

/** One of some texts. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

/** Exactly this text. */
export function exactly<const Value extends string>(value: Value) {
  return z.literal(value, { error: `must be ${JSON.stringify(value)}` });
}

/** True or false. */
export function yesOrNo() {
  return z.boolean({ error: "must be true or false" });
}
