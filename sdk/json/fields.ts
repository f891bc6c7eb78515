import { type Address, getAddress, type Hex, isAddress } from "viem";
import * as z from "zod/mini";

/** Reads a value of one type out of an unknown value. */
export type Schema<Value> = z.ZodMiniType<Value, unknown>;

const WIDEST_NUMBER = 48;

/** A uint of more than 48 bits, from `minimum` on: a bigint, a safe whole number, or its decimal digits. */
export function wideUint(bits: number, range: { readonly minimum?: bigint } = {}): Schema<bigint> {
  const { minimum = 0n } = range;
  return z
    .pipe(
      whole("must be a whole number, as a bigint or as decimal digits"),
      z.transform((value) => BigInt(value)),
    )
    .check(
      z.refine(
        (value) => value >= minimum && value < 1n << BigInt(bits),
        `must be within ${minimum} to 2^${bits} - 1`,
      ),
    );
}

/** A uint of at most 48 bits, from `minimum` up to `maximum`: a whole number, a bigint, or its decimal digits. */
export function uint(
  bits: number,
  range: {
    readonly minimum?: number;
    readonly maximum?: number;
    /** Whether 0 is taken, too, where the minimum is above it. */
    readonly orZero?: boolean;
  } = {},
): Schema<number> {
  const { minimum = 0, maximum = 2 ** Math.min(bits, WIDEST_NUMBER) - 1, orZero = false } = range;
  return z
    .pipe(
      whole("must be a whole number"),
      z.transform((value) => Number(value)),
    )
    .check(
      z.refine(
        (value) => (orZero && value === 0) || (value >= minimum && value <= maximum),
        `must be ${orZero ? "0 or " : ""}within ${minimum} to ${maximum}`,
      ),
    );
}

function whole(error: string) {
  return z.custom<bigint | number | string, unknown>(isWhole, { error });
}

function isWhole(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  return typeof value === "string" && /^\d{1,80}$/.test(value);
}

/** What is wrong with something in an address's place. Who reads the message may see no more of it than an address is long. */
export const NO_ADDRESS =
  "must be an address (0x and 40 hex digits, with the right checksum if in mixed case)";

/** An address; mixed case must be the right checksum. */
export function address(): Schema<Address> {
  const given = z.custom<Address, unknown>(
    (value) => typeof value === "string" && isAddress(value, { strict: isMixedCase(value) }),
    { error: NO_ADDRESS },
  );
  return z.pipe(
    given,
    z.transform((value) => getAddress(value)),
  );
}

/** 32 bytes, such as a hash. */
export function bytes32(): Schema<Hex> {
  const given = z.custom<Hex, unknown>(
    (value) => typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value),
    { error: "must be 32 bytes (0x and 64 hex digits)" },
  );
  return z.pipe(
    given,
    z.transform((value) => value.toLowerCase() as Hex),
  );
}

/** Any bytes in hex; a signature is 1 to 65535 of them. */
export function signature(): Schema<Hex> {
  return z.custom<Hex, unknown>(
    (value) => typeof value === "string" && /^0x([0-9a-fA-F]{2}){1,65535}$/.test(value),
    { error: "must be a signature (0x and hex digits)" },
  );
}

/** True or false. */
export function flag(): Schema<boolean> {
  return z.custom<boolean, unknown>((value) => typeof value === "boolean", {
    error: "must be true or false",
  });
}

/** Text of any length for which `fits`. */
export function text(fits: (value: string) => boolean = () => true, error = "must be text"): Schema<string> {
  return z.custom<string, unknown>((value) => typeof value === "string" && fits(value), { error });
}

/** An object of exactly these fields. */
export function record<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: "must be an object" });
}

/** An array of `minimum` to `maximum` entries. */
export function list<Item>(
  item: Schema<Item>,
  { entries = "entries", minimum = 0, maximum = Number.POSITIVE_INFINITY }: ListSize = {},
): Schema<Item[]> {
  const size = Number.isFinite(maximum) ? `${minimum} to ${maximum}` : `at least ${minimum}`;
  return z
    .array(item, { error: `must be an array of ${entries}` })
    .check(z.refine(({ length }) => length >= minimum && length <= maximum, `must have ${size} ${entries}`));
}

interface ListSize {
  /** What the entries are called in messages. */
  readonly entries?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function isMixedCase(value: string): boolean {
  const digits = value.slice(2);
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}
