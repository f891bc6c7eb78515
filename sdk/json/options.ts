import { InvalidFieldError, unknownField } from "../errors/field.ts";
import { remedyOfUnknown } from "../errors/nearest.ts";
import { AMOUNT_REMEDY } from "./remedies.ts";

/** Refuses what is no object, or has a field that the function does not know and would pass over in silence. */
export function requireOptions(field: string, options: unknown, known: readonly string[]): void {
  const fields = known.join(", ");
  requireObject(field, options, `Pass one object with named fields: ${fields}.`);
  const stranger = Object.keys(options).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw unknownField(field, stranger, remedyOfUnknown(stranger, known));
}

/** Refuses what is no object. */
export function requireObject(
  field: string,
  value: unknown,
  remedy = "Pass an object with its fields.",
): asserts value is object {
  if (typeof value === "object" && value !== null) return;
  // A text in an object's place may be the URL of a node, with a password in it.
  const secret = typeof value === "string" && value.includes("://");
  throw new InvalidFieldError({ field, value, problem: "must be an object", remedy, secret });
}

/**
 * Refuses amounts that are JavaScript numbers: 25 could be meant as 25 USDC or as 25 base units. Messages that are read
 * from JSON may hold them, where they are base units.
 */
export function requireBigints(amounts: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(amounts)) {
    if (typeof value !== "number") continue;
    const problem = "must be a bigint, not a number";
    throw new InvalidFieldError({ field, value, problem, remedy: AMOUNT_REMEDY });
  }
}
