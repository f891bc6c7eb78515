import { InvalidFieldError, unknownField } from "../errors/field.ts";
import { remedyOfUnknown } from "../errors/nearest.ts";
import { AMOUNT_REMEDY } from "./remedies.ts";

/**
 * Refuses what is no object, or has a field that the function does not know and would pass over in silence.
 *
 * @param known The names of its fields in one text, with spaces between: a list weighs more in a bundle.
 */
export function requireOptions(options: unknown, known: string, field = "input"): void {
  const names = known.split(" ");
  requireObject(field, options, `Pass an object with fields: ${names.join(", ")}.`);
  const stranger = Object.keys(options).find((name) => !names.includes(name));
  if (stranger === undefined) return;
  throw unknownField(field, stranger, remedyOfUnknown(stranger, names));
}

/** `requireOptions` of each entry of a list. */
export function requireEach(field: string, list: readonly unknown[], known: string): void {
  requireList(field, list);
  list.forEach((entry, index) => {
    requireOptions(entry, known, `${field}[${index}]`);
  });
}

/** Refuses what is no list. */
export function requireList(field: string, value: readonly unknown[]): void {
  if (Array.isArray(value)) return;
  throw new InvalidFieldError({ field, value, problem: "must be an array", remedy: "Pass a list." });
}

/** Refuses what is no whole number above 0. */
export function requirePositiveInteger(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be a whole number above 0",
    remedy: "Give a whole number above 0, or leave it out.",
  });
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

/** The fields of messages that hold USDC. */
const AMOUNTS =
  /^(amount|verificationFee|bond|remainder|reserve|perTransaction|perPeriod|lifetime|approvalAbove)$/;
/** How far down they are: `milestones[0].amount`. */
const DEPTH = 3;

/**
 * Refuses a message with amounts that are numbers or text: 25 could be meant as 25 USDC or as 25 base units. Only JSON, which
 * has no bigints, holds them as text.
 */
export function requireBigints(field: string, message: unknown, depth = DEPTH): void {
  if (typeof message !== "object" || message === null || depth === 0) return;
  for (const [name, value] of Object.entries(message)) {
    const at = Array.isArray(message) ? `${field}[${name}]` : `${field}.${name}`;
    if (AMOUNTS.test(name) && /^[ns]/.test(typeof value)) {
      const problem = `must be a bigint, not a ${typeof value}`;
      throw new InvalidFieldError({ field: at, value, problem, remedy: AMOUNT_REMEDY });
    }
    requireBigints(at, value, depth - 1);
  }
}
