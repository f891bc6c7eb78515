import { concatHex, type Hex, numberToHex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/**
 * Packed parts one after the other, in lower case whatever the checksums of their addresses.
 *
 * @throws InvalidFieldError for a part that is not whole bytes: it would move all that follow.
 */
export function joinHex(parts: readonly Hex[]): Hex {
  for (const part of parts) byteCount("a packed part", part);
  return `0x${concatHex(parts).slice(2).toLowerCase()}`;
}

/**
 * Whether a value is whole bytes in hex, of a number where one is given. Encoders round half a byte up and fill it with a zero:
 * what lacks a digit would become something else, and everything that follows it would move.
 */
export function isBytes(value: unknown, count?: number): value is Hex {
  if (typeof value !== "string" || !/^0x(?:[0-9a-f]{2})*$/i.test(value)) return false;
  return count === undefined || value.length === 2 + 2 * count;
}

/** How many bytes there are; refuses what is not whole bytes in hex. */
export function byteCount(field: string, hex: Hex): number {
  if (isBytes(hex)) return hex.length / 2 - 1;
  throw new InvalidFieldError({
    field,
    value: hex,
    problem: "must be bytes in hex",
    remedy: "Give 0x and two hex digits for each byte.",
  });
}

/** Refuses what is not 32 bytes in hex, such as a hash. */
export function requireWord(field: string, hex: Hex): Hex {
  if (isBytes(hex, 32)) return hex;
  throw new InvalidFieldError({
    field,
    value: hex,
    problem: "must be 32 bytes in hex",
    remedy: "Give 0x and 64 hex digits, such as a keccak256 hash.",
  });
}

/** A whole number in so many bytes. Encoders refuse what does not fit as well, in words that repeat it. */
export function uintHex(value: number | bigint, { size }: { readonly size: number }): Hex {
  const whole = wholeNumber("a packed number", value);
  if (whole < 1n << BigInt(8 * size)) return numberToHex(whole, { size });
  throw new InvalidFieldError({
    field: "a packed number",
    value,
    problem: `must fit in ${size} bytes`,
    remedy: "Check the message before it is packed, such as by checkTerms.",
  });
}

/** A whole number of 0 or more as a bigint. `BigInt` refuses what is none as well, in words that repeat it. */
export function wholeNumber(field: string, value: number | bigint): bigint {
  const isWhole = typeof value === "bigint" ? value >= 0n : Number.isSafeInteger(value) && value >= 0;
  if (isWhole) return BigInt(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be a whole number, 0 or more",
    remedy: "Give a number, or a bigint for an amount.",
  });
}
