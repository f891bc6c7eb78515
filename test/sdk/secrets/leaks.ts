import { inspect } from "node:util";
import { type Hex, hexToBytes } from "viem";

/** Hex digits of a key that show too much of it: a part leaks as well as the whole. */
const TELLING = 12;

/** Properties of the classes of errors that are not their own. */
const INHERITED = ["message", "stack", "shortMessage", "details", "remedy", "metaMessages", "field", "value"];

/** Everything that an error can show of itself, and its causes of themselves: in messages, logs and JSON. */
function shownBy(error: unknown): Set<string> {
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  const shown = new Set([
    String(error),
    inspect(error, { depth: 10, showHidden: true }),
    JSON.stringify(error, plain) ?? "",
  ]);
  if (typeof error !== "object" || error === null) return shown;
  const names = new Set([...Object.getOwnPropertyNames(error), ...INHERITED]);
  for (const value of new Set([...names].map((name): unknown => Reflect.get(error, name)))) {
    shown.add(inspect(value, { depth: 10, maxStringLength: null }));
    if (value instanceof Error) for (const text of shownBy(value)) shown.add(text);
  }
  return shown;
}

/** How a key reads besides its hex digits in a row: as a number, as a list of bytes, in groups. */
function readingsOf(key: Hex): string[] {
  const digits = key.slice(2);
  const bytes = hexToBytes(key);
  return [BigInt(key).toString(), [...bytes].join(","), grouped(digits, ":"), grouped(digits, ",0x")];
}

/** Every part of a key that tells too much. */
function partsOf(digits: string): string[] {
  return Array.from({ length: digits.length - TELLING + 1 }, (_, at) => digits.slice(at, at + TELLING));
}

/** The start of a key byte by byte, as far as it tells too much. */
function grouped(digits: string, between: string): string {
  return (digits.slice(0, TELLING).match(/../g) ?? []).join(between);
}

/** Where an error shows a key, or a telling part of one; undefined when it does not. */
export function leakIn(error: unknown, key: Hex): string | undefined {
  const buffer = Buffer.from(hexToBytes(key));
  const inBase64 = [buffer.toString("base64"), buffer.toString("base64url")].map((text) =>
    text.slice(0, TELLING),
  );
  const hex = key.toLowerCase() as Hex;
  const readings = readingsOf(hex);
  // Wherever a telling part begins, it has one of these whole: a quick look for the many texts that show nothing.
  const pieces = hex.slice(2).match(/.{6}/g) ?? [];
  const shows = (text: string) => {
    // Line breaks, the names of indices in JSON, and spaces between bytes tell nothing and hide something.
    const bare = text.replaceAll(/\s+|\\*"\d+\\*":/g, "");
    const lower = bare.toLowerCase();
    return (
      inBase64.some((reading) => bare.includes(reading)) ||
      readings.some((reading) => lower.includes(reading)) ||
      (pieces.some((piece) => lower.includes(piece)) &&
        partsOf(hex.slice(2)).some((part) => lower.includes(part)))
    );
  };
  const shown = [...shownBy(error)];
  // One look at all of them, as nearly no error shows anything. Nothing that tells has the character between them.
  return shows(shown.join("\0")) ? shown.find(shows) : undefined;
}
