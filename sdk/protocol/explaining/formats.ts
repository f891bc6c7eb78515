import { getAddress, zeroAddress, zeroHash } from "viem";
import { printable } from "../../errors/printable.ts";
import { milestonesIn } from "../bitmap.ts";

/** How a field is shown; ERC-7730 descriptors and `explain` know the same ones. */
export type FieldFormat =
  | "address"
  | "usdc"
  | "time"
  | "duration"
  | "percent"
  | "number"
  | "yesNo"
  | "hash"
  | "text"
  | "milestones";

/** Texts of strangers are shown up to this many characters. */
const LONGEST_TEXT = 200;
/** The largest uint40: a time that never comes. */
const NEVER = 1_099_511_627_775;
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/**
 * USDC base units as people write them: thousands apart, and two decimals at least, six where there are as many.
 *
 * @example
 * import { formatUsdc } from "quittance";
 *
 * console.log(formatUsdc(25_500_000n)); // 25.50
 */
export function formatUsdc(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(7, "0");
  const whole = digits.slice(0, -6).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount < 0n ? "-" : ""}${whole}.${digits.slice(-6).replace(/0{1,4}$/, "")}`;
}

/** The same with the unit. */
export function usdcText(amount: bigint): string {
  return `${formatUsdc(amount)} USDC`;
}

/** Seconds in the largest units that they fill: "2 days 5 hours". */
export function durationText(seconds: number): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}

/** Unix seconds as a time in UTC. */
export function timeText(seconds: number): string {
  if (seconds >= NEVER) return "no end";
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}

/** Basis points in percent: "2.5 %". */
export function percentText(points: number): string {
  return `${points / 100} %`;
}

/**
 * A text of a stranger on one line, in quotes that it cannot end, in which nothing turns the direction of writing or moves a
 * terminal's cursor.
 */
export function strangersText(text: string): string {
  const characters = [...text];
  const cut = characters.slice(0, LONGEST_TEXT).join("");
  const start = printable(cut.replaceAll(/["\\]/g, "\\$&"));
  return characters.length > LONGEST_TEXT ? `"${start}…" (${characters.length} characters)` : `"${start}"`;
}

const formatters: Readonly<Record<FieldFormat, (value: unknown) => string>> = {
  address: (value) => getAddress(String(value)),
  usdc: (value) => usdcText(BigInt(String(value))),
  time: (value) => timeText(Number(value)),
  duration: (value) => durationText(Number(value)),
  percent: (value) => percentText(Number(value)),
  number: (value) => String(value),
  yesNo: (value) => (value === true ? "yes" : "no"),
  hash: (value) => String(value).toLowerCase(),
  text: (value) => strangersText(String(value)),
  milestones: (value) => {
    const named = milestonesIn(Number(value));
    return named.length === 0 ? "none" : named.join(", ");
  },
};

/** A value of a message in words. Its type was checked before. */
export function formatted(format: FieldFormat, value: unknown): string {
  return formatters[format](value);
}

/** Whether a value is a time that never comes. */
export function isNever(format: FieldFormat, value: unknown): boolean {
  return format === "time" && Number(value) >= NEVER;
}

/** Whether a value stands for nothing: 0, the zero address or the zero hash. */
export function isNothing(value: unknown): boolean {
  return value === 0n || value === 0 || value === zeroHash || String(value).toLowerCase() === zeroAddress;
}
