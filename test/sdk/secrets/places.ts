import { isAddress } from "viem";

/** What belongs where a key is put: whoever signs, a client, an address, or the parameters of the call. */
export type Kind = "signer" | "client" | "address" | "parameters";

/** A place in the arguments of a call. */
export interface Place {
  /** Such as `1.account`: the second argument's. */
  readonly path: string;
  readonly kind: Kind;
  /** The arguments, with something else in this place. */
  readonly with: (value: unknown) => readonly unknown[];
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const has = (value: object, ...names: readonly string[]) =>
  names.every((name) => Reflect.get(value, name) !== undefined);

const isClient = (value: object) => has(value, "request", "transport");
const isManaged = (value: object) => has(value, "address", "policy", "key");
const isAccount = (value: object) => has(value, "signTypedData", "address");

function kindOf(value: unknown, path: readonly string[]): Kind | undefined {
  if (typeof value === "string") return isAddress(value, { strict: false }) ? "address" : undefined;
  if (!isObject(value)) return undefined;
  const isNamedClient = path.at(-1) === "client" || path.length === 1;
  if (isClient(value)) return isNamedClient ? "client" : "signer";
  if (isAccount(value) || isManaged(value)) return "signer";
  return path.length === 1 ? "parameters" : undefined;
}

/**
 * Every place of a call where whoever calls could put a key by mistake.
 *
 * @param whole Objects whose inside is tried elsewhere.
 */
export function placesIn(args: readonly unknown[], whole: WeakSet<object>): Place[] {
  const walk = (value: unknown, path: readonly string[]): Place[] => {
    const kind = path.length === 0 ? undefined : kindOf(value, path);
    const here: Place[] =
      kind === undefined
        ? []
        : [{ path: path.join("."), kind, with: (put) => replaced(args, path, put) as unknown[] }];
    if (!isObject(value) || isClient(value) || isAccount(value) || whole.has(value)) return here;
    return [...here, ...Object.entries(value).flatMap(([name, part]) => walk(part, [...path, name]))];
  };
  return walk(args, []);
}

function replaced(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  if (Array.isArray(value)) {
    return value.map((part, index) => (String(index) === name ? replaced(part, rest, put) : part));
  }
  if (!isObject(value)) throw new Error(`${name} is no place`);
  return { ...value, [name]: replaced(Reflect.get(value, name), rest, put) };
}
