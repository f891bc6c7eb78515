/** Where a pointer leads: nowhere, or to a value, which may be null. */
export type Led = { readonly found: true; readonly value: unknown } | { readonly found: false };

const NOWHERE: Led = { found: false };
const INDEX = /^(0|[1-9]\d{0,9})$/;

/** Follows a pointer of RFC 6901 over own members of objects and indices of arrays. */
export function follow(value: unknown, pointer: string): Led {
  const names = namesIn(pointer);
  if (names === undefined) return NOWHERE;
  let inner: unknown = value;
  for (const name of names) {
    if (typeof inner !== "object" || inner === null) return NOWHERE;
    if (
      Array.isArray(inner) ? !INDEX.test(name) || Number(name) >= inner.length : !Object.hasOwn(inner, name)
    ) {
      return NOWHERE;
    }
    inner = Reflect.get(inner, name);
  }
  return { found: true, value: inner };
}

/** The last pointer that was followed: a clause follows one in each of its entries. */
let last: { readonly pointer: string; readonly names: readonly string[] | undefined } = {
  pointer: "",
  names: [],
};

/** Names and indices of a pointer; undefined where it is none. */
function namesIn(pointer: string): readonly string[] | undefined {
  if (last.pointer !== pointer) last = { pointer, names: parseNames(pointer) };
  return last.names;
}

function parseNames(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  const parts = pointer.slice(1).split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value of a key of the pact: a string, or a whole number within 2^53 as its digits. */
export function keyOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** What a pointer leads to as a key. */
export function keyAt(value: unknown, pointer: string | undefined): string | undefined {
  const led = follow(value, pointer ?? "");
  return led.found ? keyOf(led.value) : undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own member of an object; undefined where it has none. */
export function memberOf(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
