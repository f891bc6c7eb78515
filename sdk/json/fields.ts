import { type Address, getAddress, type Hex, isAddress } from "viem";
import { z } from "zod";

const WIDEST_NUMBER = 48;

/** A uint of more than 48 bits: a bigint, a safe whole number, or its decimal digits. */
export function wideUint(bits: number) {
  return z
    .union([z.bigint(), z.number(), z.string()], { error: "must be a whole number" })
    .refine(isWhole, "must be a whole number, as a bigint or as decimal digits")
    .transform((value) => BigInt(value))
    .refine((value) => value >= 0n && value < 1n << BigInt(bits), `must be within 0 to 2^${bits} - 1`);
}

/** A uint of at most 48 bits, up to `maximum`: a whole number, a bigint, or its decimal digits. */
export function uint(bits: number, range: { readonly minimum?: number; readonly maximum?: number } = {}) {
  const minimum = range.minimum ?? 0;
  const maximum = range.maximum ?? 2 ** Math.min(bits, WIDEST_NUMBER) - 1;
  return z
    .union([z.number(), z.bigint(), z.string()], { error: "must be a whole number" })
    .refine(isWhole, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be within ${minimum} to ${maximum}`);
}

function isWhole(value: bigint | number | string): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "number" ? Number.isSafeInteger(value) : /^\d{1,80}$/.test(value);
}

/** An address; mixed case must be the right checksum. */
export const address = z
  .custom<Address>((value) => typeof value === "string" && isAddress(value, { strict: isMixedCase(value) }), {
    error: "must be an address (0x and 40 hex digits, with the right checksum if in mixed case)",
  })
  .transform((value) => getAddress(value));

/** 32 bytes, such as a hash. */
export const bytes32 = z
  .custom<Hex>((value) => typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value), {
    error: "must be 32 bytes (0x and 64 hex digits)",
  })
  .transform((value) => value.toLowerCase() as Hex);

/** Any bytes in hex; a signature is 1 to 65535 of them. */
export const signature = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x([0-9a-fA-F]{2}){1,65535}$/.test(value),
  { error: "must be a signature (0x and hex digits)" },
);

function isMixedCase(value: string): boolean {
  const digits = value.slice(2);
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}
