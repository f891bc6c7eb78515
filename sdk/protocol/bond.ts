/**
 * The least bond that terms with a contest window may ask for, USDC base units: the pool's seat fee for each of the 2n + 1
 * jurors that may be drawn.
 *
 * @param input.jurors How many the panel of the terms has, n.
 * @param input.seatFee The pool's, USDC base units.
 * @example
 * import { minimumBond } from "quittance";
 *
 * console.log(minimumBond({ jurors: 3, seatFee: 1_000_000n })); // 7000000n
 */
export function minimumBond(input: { readonly jurors: number; readonly seatFee: bigint }): bigint {
  return input.seatFee * BigInt(2 * input.jurors + 1);
}
