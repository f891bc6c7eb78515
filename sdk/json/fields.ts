import { type Address, getAddress, type Hex, isAddress } from "viem";
import * as z from "zod/mini";
import { remedyOfUnknown } from "../errors/nearest.ts";
import { ADDRESS_REMEDY, NO_ADDRESS } from "./addresses.ts";
import { AMOUNT_REMEDY, type Remedy, spanRemedy, timeRemedy } from "./remedies.ts";

/** Reads a value of one type out of an unknown value. */
export type Schema<Value> = z.ZodMiniType<Value, unknown>;

const WIDEST_NUMBER = 48;

/** A uint of more than 48 bits, from `minimum` on: a bigint, a safe whole number, or its decimal digits. */
export function wideUint(
  bits: number,
  range: {
    readonly minimum?: bigint;
    readonly remedy?: Remedy;
    readonly fits?: (value: unknown) => boolean;
  } = {},
): Schema<bigint> {
  const { minimum = 0n, remedy = `Give a bigint within ${minimum} to 2^${bits} - 1.`, fits } = range;
  const problem = "must be a whole number, as a bigint or as decimal digits";
  return whole(BigInt, problem, remedy, fits).check(
    must(
      (value) => value >= minimum && value < 1n << BigInt(bits),
      `must be within ${minimum} to 2^${bits} - 1`,
      remedy,
    ),
  );
}

/** USDC base units: a uint of 96 bits where none is given. A number is refused: 25 could be meant as 25 USDC. */
export function amount({ bits = 96, minimum = 0n } = {}): Schema<bigint> {
  return wideUint(bits, { minimum, remedy: AMOUNT_REMEDY, fits: (value) => typeof value !== "number" });
}

/** Unix seconds. */
export function time(): Schema<number> {
  const otherwise = "Give unix seconds, such as Math.floor(Date.now() / 1000) + 86400 for a day from now.";
  return uint(40, { unit: "unix seconds", remedy: (value) => timeRemedy(value, otherwise) });
}

/** A span of time in seconds; 0 may be taken, too. */
export function seconds(range: {
  readonly minimum: number;
  readonly maximum: number;
  readonly orZero?: boolean;
}): Schema<number> {
  return uint(32, { ...range, unit: "seconds", remedy: (value) => spanRemedy(value, range) });
}

/** A uint of at most 48 bits, from `minimum` up to `maximum`: a whole number, a bigint, or its decimal digits. */
export function uint(
  bits: number,
  range: {
    readonly minimum?: number;
    readonly maximum?: number;
    /** Whether 0 is taken, too, where the minimum is above it. */
    readonly orZero?: boolean;
    /** What it counts, for messages. */
    readonly unit?: string;
    readonly remedy?: Remedy;
  } = {},
): Schema<number> {
  const { minimum = 0, maximum = 2 ** Math.min(bits, WIDEST_NUMBER) - 1, orZero = false, unit } = range;
  const bounds = `${orZero ? "0 or " : ""}within ${minimum} to ${maximum}`;
  const remedy = range.remedy ?? `Give a whole number, ${bounds}.`;
  const counted = unit === undefined ? "" : ` ${unit}`;
  return whole(Number, `must be a whole number${unit === undefined ? "" : ` of ${unit}`}`, remedy).check(
    must(
      (value) => (orZero && value === 0) || (value >= minimum && value <= maximum),
      `must be ${bounds}${counted}`,
      remedy,
    ),
  );
}

/** Reads what `isGiven` takes, and refuses everything else. */
function reading<Given, Value>(
  isGiven: (value: unknown) => value is Given,
  read: (given: Given) => Value,
  message: string,
  remedy?: Remedy,
): Schema<Value> {
  return z.transform((value, { issues }) => {
    if (isGiven(value)) return read(value);
    issues.push({ code: "custom", message, input: value, params: { remedy } });
    return z.NEVER;
  });
}

/** A check of what was read. */
export function must<Value>(fits: (value: Value) => boolean, message: string, remedy?: Remedy) {
  return ({ value, issues }: z.core.ParsePayload<Value>): void => {
    if (!fits(value)) issues.push({ code: "custom", message, input: value, params: { remedy } });
  };
}

const same = <Value>(value: Value): Value => value;

type Whole = bigint | number | string;

function whole<Value>(
  read: (value: Whole) => Value,
  message: string,
  remedy: Remedy,
  fits: (value: unknown) => boolean = () => true,
): Schema<Value> {
  return reading((value): value is Whole => fits(value) && isWhole(value), read, message, remedy);
}

function isWhole(value: unknown): value is Whole {
  if (typeof value === "bigint") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  return typeof value === "string" && /^\d{1,80}$/.test(value);
}

/** An address; mixed case must be the right checksum. */
export function address(): Schema<Address> {
  const isGiven = (value: unknown): value is Address =>
    typeof value === "string" && isAddress(value, { strict: isMixedCase(value) });
  return reading(isGiven, (value) => getAddress(value), NO_ADDRESS, ADDRESS_REMEDY);
}

/** 32 bytes, such as a hash. */
export function bytes32(): Schema<Hex> {
  return reading(
    (value): value is Hex => isText(value) && /^0x[0-9a-fA-F]{64}$/.test(value),
    (value) => value.toLowerCase() as Hex,
    "must be 32 bytes (0x and 64 hex digits)",
    "Give 0x and 64 hex digits, such as a keccak256 hash.",
  );
}

/** Any bytes in hex; a signature is 1 to 65535 of them. */
export function signature(): Schema<Hex> {
  return reading(
    (value): value is Hex => isText(value) && /^0x([0-9a-fA-F]{2}){1,65535}$/.test(value),
    same,
    "must be a signature (0x and hex digits)",
    "Pass what the sign function returned, as it is.",
  );
}

/** True or false. */
export function flag(): Schema<boolean> {
  return reading(
    (value) => typeof value === "boolean",
    same,
    "must be true or false",
    "Give true or false, without quotes.",
  );
}

/** Text of any length for which `fits`. */
export function text(fits: (value: string) => boolean = () => true, error = "must be text"): Schema<string> {
  return reading((value): value is string => isText(value) && fits(value), same, error);
}

const isText = (value: unknown): value is string => typeof value === "string";

/** An object of exactly these fields. What is said of another field is what to do about it. */
export function record<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return "must be an object";
      return remedyOfUnknown(String(issue.keys[0]), known);
    },
  });
}

/** An array of `minimum` to `maximum` entries. */
export function list<Item>(
  item: Schema<Item>,
  { entries = "entries", minimum = 0, maximum = Number.POSITIVE_INFINITY }: ListSize = {},
): Schema<Item[]> {
  const size = Number.isFinite(maximum) ? `${minimum} to ${maximum}` : `at least ${minimum}`;
  return z
    .array(item, { error: `must be an array of ${entries}` })
    .check(must(({ length }) => length >= minimum && length <= maximum, `must have ${size} ${entries}`));
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
