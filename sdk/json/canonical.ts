import canonicalize from "canonicalize";
import { type Hex, keccak256, stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/**
 * The one text of a JSON value (RFC 8785): what two agents who mean the same thing write the same way.
 *
 * @throws InvalidFieldError naming the first part that has no JSON form (undefined, NaN, bigint, a Date, a lone surrogate).
 * @example
 * import { canonicalJson } from "quittance";
 *
 * console.log(canonicalJson({ b: 1, a: [true, null] })); // {"a":[true,null],"b":1}
 */
export function canonicalJson(value: unknown): string {
  requireJson("value", value, []);
  return canonicalize(value) ?? "null";
}

/** keccak256 of the UTF-8 bytes of a value's canonical JSON. */
export function hashCanonical(value: unknown): Hex {
  return keccak256(stringToBytes(canonicalJson(value)));
}

function requireJson(field: string, value: unknown, above: readonly object[]): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value === "string" && value.isWellFormed()) return;
  if (typeof value === "object" && !above.includes(value)) {
    const inside = [...above, value];
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) requireJson(`${field}[${index}]`, item, inside);
      return;
    }
    if (isPlain(value)) {
      for (const [key, item] of Object.entries(value)) {
        requireJson(`a key of ${field}`, key, inside);
        requireJson(`${field}.${key}`, item, inside);
      }
      return;
    }
  }
  throw new InvalidFieldError({
    field,
    value,
    problem: "has no JSON form",
    remedy:
      "Use strings, finite numbers, booleans, null, arrays and plain objects; write large integers as strings.",
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
