import { InvalidFieldError } from "../errors/field.ts";

/** As people write an amount: digits, perhaps with commas between thousands, and up to six decimals. */
const AMOUNT = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,6}))?$/;
/** 2^96 - 1, the most that an amount of the contract holds. */
const MOST = 79_228_162_514_264_337_593_543_950_335n;

/**
 * USDC base units of an amount that a person wrote: the inverse of `formatUsdc`. It takes text only, as a number in decimals may
 * not be the one that was written.
 *
 * @param amount Such as "25", "0.000001" or "1,234.50".
 * @throws InvalidFieldError for anything else, and for more than 2^96 - 1 base units.
 * @example
 * import { formatUsdc, usdc } from "quittance";
 *
 * console.log(usdc("25"), usdc("1,234.50")); // 25000000n 1234500000n
 * console.log(formatUsdc(usdc("25"))); // 25.00
 */
export function usdc(amount: string): bigint {
  const [, whole, decimals = ""] = typeof amount === "string" ? (AMOUNT.exec(amount) ?? []) : [];
  const units = whole === undefined ? undefined : BigInt(whole.replaceAll(",", "") + decimals.padEnd(6, "0"));
  if (units !== undefined && units <= MOST) return units;
  throw new InvalidFieldError({
    field: "amount",
    value: amount,
    problem: "must be an amount of USDC as text, with at most six decimals",
    remedy: 'Write it with a point: usdc("25"), usdc("0.10") or usdc("1,234.50").',
  });
}
