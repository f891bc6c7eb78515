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

/** How many bytes there are; refuses what is not whole bytes in hex, or not as many as wanted. */
export function byteCount(field: string, hex: Hex, wanted?: number): number {
  if (isBytes(hex, wanted)) return hex.length / 2 - 1;
  throw new InvalidFieldError({
    field,
    value: hex,
    problem: `must be ${wanted === undefined ? "" : `${wanted} `}bytes in hex`,
    remedy: "Give 0x and two hex digits for each byte.",
  });
}

/** Refuses what is not 32 bytes in hex, such as a hash. */
export function requireWord(field: string, hex: Hex): Hex {
  byteCount(field, hex, 32);
  return hex;
}

/** A whole number in so many bytes. Encoders refuse what does not fit as well, in words that repeat it. */
export function uintHex(value: number | bigint, { size }: { readonly size: number }): Hex {
  return numberToHex(wholeNumber("a packed number", value, size), { size });
}

/** A whole number as a bigint that fits in so many bytes. `BigInt` refuses what is none as well, in words that repeat it. */
export function wholeNumber(field: string, value: number | bigint, size = 32): bigint {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (isWhole && value >= 0 && BigInt(value) < 1n << BigInt(8 * size)) return BigInt(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be a whole number of at most ${size} bytes`,
    remedy: "Give a number, or a bigint for an amount.",
  });
}
