import { InvalidArgumentError, Option } from "commander";
import { type Address, getAddress, type Hex, isAddress, parseUnits } from "viem";
import { couldBeKey } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";

const DAY = 86_400;
const FIXED_TIMES = "a day such as 2026-11-21, a time such as 2026-11-21T08:00Z, or unix seconds";
const SPANS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: DAY };

/** USDC as people write it, `25` or `25.50`, in base units. */
export function asUsdc(value: string): bigint {
  if (/^\d{1,15}(\.\d{1,6})?$/.test(value)) return parseUnits(value, 6);
  throw new InvalidArgumentError(
    "It must be an amount of USDC, such as 25 or 25.50, with at most 6 decimals.",
  );
}

/** A whole number of at least `minimum`. */
export function asCount(minimum: number, most = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= minimum && number <= most) return number;
    throw new InvalidArgumentError(
      `It must be a whole number${most === Number.MAX_SAFE_INTEGER ? ` of at least ${minimum}` : ` from ${minimum} to ${most}`}.`,
    );
  };
}

/** An id or a hash: 32 bytes. */
export function asHash(value: string): Hex {
  if (/^0x[0-9a-f]{64}$/i.test(value)) return value.toLowerCase() as Hex;
  throw new InvalidArgumentError("It must be 0x and 64 hex digits.");
}

/** Bytes in hex. */
export function asHex(value: string): Hex {
  if (/^0x([0-9a-f]{2})*$/i.test(value)) return value as Hex;
  throw new InvalidArgumentError("It must be bytes in hex, with 0x.");
}

/** An address: in lower case, or with the right checksum. */
export function asAddress(value: string): Address {
  if (/^0x[0-9a-f]{40}$/i.test(value) && isAddress(value)) return getAddress(value);
  throw new InvalidArgumentError("It must be an address, with the right checksum if it is in mixed case.");
}

/** An address, or a name of the book: which address that is depends on the chain. */
export function asParty(value: string): string {
  return value.startsWith("@") ? value : asAddress(value);
}

/** A time in the future or past, which a relative one leaves open until the chain's time is known. */
export type Time = { readonly at: number } | { readonly after: number };

/** A time: `+7d`, a day, a time in ISO 8601, or unix seconds. */
export function asTime(value: string): Time {
  const [, count = "", unit = ""] = /^\+(\d{1,6})([smhd])$/.exec(value) ?? [];
  if (unit !== "") return { after: Number(count) * (SPANS[unit] ?? 1) };
  const at = fixedSeconds(value);
  if (at !== undefined) return { at };
  throw new InvalidArgumentError(`It must be a time from now such as +7d, ${FIXED_TIMES}.`);
}

/** An option that takes a time, with the one that is taken when it is left out, in words. */
export function timeOption(flags: string, description: string, otherwise: Time, words: string): Option {
  return new Option(flags, description).argParser(asTime).default(otherwise, words);
}

/** A span of time, such as `90m` or `2d`, in seconds. */
export function asSpan(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  if (unit !== "") return Number(count) * (SPANS[unit] ?? 1);
  throw new InvalidArgumentError("It must be a span of time, such as 90m, 12h or 2d.");
}

/** A share, such as `50%` or `2.5%`, in basis points. */
export function asShare(value: string): number {
  if (/^(100|\d{1,2}(\.\d{1,2})?)%$/.test(value)) return Math.round(Number(value.slice(0, -1)) * 100);
  throw new InvalidArgumentError("It must be a share, such as 50% or 2.5%.");
}

/** Unix seconds of a time, as of `now`. */
export function resolveTime(time: Time, now: number): number {
  return "at" in time ? time.at : now + time.after;
}

/** Unix seconds of a time as options take it; a day counts from its first second. */
export function secondsOf(value: string): number {
  const seconds = fixedSeconds(value);
  if (seconds !== undefined) return seconds;
  throw new InvalidArgumentError(`It must be ${FIXED_TIMES}.`);
}

function fixedSeconds(value: string): number | undefined {
  if (/^\d{5,11}$/.test(value)) return Number(value);
  const milliseconds = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1_000;
}

/** Unix seconds of the end of a time: of a day, its last second and one more. */
export const untilOf = (value: string) => secondsOf(value) + (/^\d{4}-\d{2}-\d{2}$/.test(value) ? DAY : 0);

/** A milestone's amount and deadline, as `25.50@+7d`. */
export function asMilestone(value: string): { readonly amount: bigint; readonly deadline: Time } {
  const [amount = "", time = "", ...rest] = value.split("@");
  if (rest.length === 0 && time !== "") return { amount: asUsdc(amount), deadline: asTime(time) };
  throw new InvalidArgumentError("It must be an amount of USDC and a deadline, such as 25.50@+7d.");
}

/** The name of an event. What is given here in error could be a key: it is not taken. */
export function asEventName(value: string): string {
  if (/^[A-Z][A-Za-z]{2,60}$/.test(value)) return value;
  throw new InvalidArgumentError("It must be the name of an event, such as VerdictReached.");
}

/** The name of a file to write. What could be a key is not taken. */
export function asNewFile(value: string): string {
  if (value !== "" && !couldBeKey(value)) return value;
  throw new InvalidArgumentError("It must be the name of a file, such as seen.json.");
}

/** Collects an option that may be given several times. */
export function collecting<Value>(
  read: (value: string) => Value,
): (value: string, before: readonly Value[] | undefined) => readonly Value[] {
  return (value, before = []) => [...before, read(value)];
}

/** Refuses an option that is missing. */
export function requireGiven<Value>(value: Value | undefined, missing: string): Value {
  if (value !== undefined) return value;
  throw new UsageRefusal(missing);
}
