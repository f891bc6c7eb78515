import { InvalidFieldError } from "../../errors/field.ts";

/** A count, a seat or a block number as the pool takes it; refuses what is no whole number. */
export function requireNumber(field: string, value: bigint | number, least = 0n): bigint {
  const whole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (whole && BigInt(value) >= least) return BigInt(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be a whole number, ${least} or more`,
    remedy: "Give a bigint or a number.",
  });
}
