/**
 * 64 random bits: enough that no two terms are ever the same by chance.
 *
 * @example
 * import { randomSalt } from "quittance";
 *
 * console.log(randomSalt() < 2n ** 64n); // true
 */
export function randomSalt(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}
