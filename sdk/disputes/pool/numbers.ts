import { InvalidFieldError } from "../../errors/field.ts";

/** More than a pool will ever count, and than a fee in wei will ever be. What is larger could be anything, such as a key. */
const MOST = 0x1000000000000000000000000n;

/** A count, a seat or a block number as the pool takes it; refuses what is no whole number. */
export function requireNumber(field: string, value: bigint | number, least = 0n): bigint {
  const whole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (whole && BigInt(value) >= least && BigInt(value) < MOST) return BigInt(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be a whole number from ${least} to 2^96 - 1`,
    remedy: "Give a bigint or a number.",
  });
}
