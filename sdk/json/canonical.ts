import canonicalize from "canonicalize";
import { type Hex, keccak256, stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/** Arrays and objects inside one another. Every step down costs stack, and what another agent wrote may have any depth. */
const DEEPEST = 100;

/**
 * The one text of a JSON value (RFC 8785): what two agents who mean the same thing write the same way.
 *
 * @throws InvalidFieldError naming the first part that has no JSON form (undefined, NaN, bigint, a Date, a lone surrogate), or
 * when arrays and objects are nested more than 100 deep.
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
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value === "string" && value.isWellFormed()) return;
  if (typeof value === "object" && !above.has(value) && (Array.isArray(value) || isPlain(value))) {
    if (above.size === DEEPEST) refuseDepth(above);
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

/** Names the whole value: the path to what is nested too deep is as long as it is deep. */
function refuseDepth(above: Set<object>): never {
  const [value] = above;
  throw new InvalidFieldError({
    field: "value",
    value,
    problem: `must not nest arrays and objects more than ${DEEPEST} deep`,
    remedy: "Flatten it.",
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
