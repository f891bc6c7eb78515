import canonicalize from "canonicalize";
import { type Hex, keccak256, stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { DEEPEST, refuseDepth } from "./depth.ts";

/**
 * The one text of a JSON value (RFC 8785): what two agents who mean the same thing write the same way. Read a text of others
 * with `parseJson` first, as other readers lose what tells two texts apart.
 *
 * @throws InvalidFieldError naming the first part that has no JSON form (undefined, NaN, bigint, a Date, a lone surrogate) or is a
 * whole number beyond 2^53, or when arrays and objects are nested more than 100 deep.
 * @example
 * import { canonicalJson } from "quittance";
 *
 * console.log(canonicalJson({ b: 1, a: [true, null] })); // {"a":[true,null],"b":1}
 */
export function canonicalJson(value: unknown): string {
  requireJson("value", value, new Set());
  return canonicalize(value) ?? "null";
}

/** keccak256 of the UTF-8 bytes of a value's canonical JSON. */
export function hashCanonical(value: unknown): Hex {
  return keccak256(stringToBytes(canonicalJson(value)));
}

function requireJson(field: string, value: unknown, above: Set<object>): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isInteger(value)) requireSafe(field, value);
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value === "string" && value.isWellFormed()) return;
  if (typeof value === "object" && !above.has(value) && (Array.isArray(value) || isPlain(value))) {
    if (above.size === DEEPEST) refuseDepth("value", [...above][0]);
    above.add(value);
    requireJsonInside(field, value, above);
    above.delete(value);
    return;
  }
  throw new InvalidFieldError({
    field,
    value,
    problem: "has no JSON form",
    remedy:
      "Use strings, finite numbers, booleans, null, arrays and plain objects; write large integers as strings.",
  });
}

/** Beyond 2^53 several whole numbers are one in JavaScript, and would have one hash. */
function requireSafe(field: string, value: number): void {
  if (Number.isSafeInteger(value)) return;
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be within 2^53, as others would have the same hash",
    remedy: "Write large whole numbers as text, and read JSON that holds some with parseJson.",
  });
}

function requireJsonInside(field: string, value: object, above: Set<object>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) requireJson(`${field}[${index}]`, item, above);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    requireJson(`a key of ${field}`, key, above);
    requireJson(`${field}.${key}`, item, above);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
