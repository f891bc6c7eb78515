import { requireOptions } from "../json/options.ts";

/**
 * The least bond that terms with a contest window may ask for, USDC base units: the pool's seat fee for each of the 2n + 1
 * jurors that may be drawn, and for the draw; and never nothing.
 *
 * @param input.jurors How many the panel of the terms has, n.
 * @param input.seatFee The pool's, USDC base units.
 * @example
 * import { minimumBond } from "quittance";
 *
 * console.log(minimumBond({ jurors: 3, seatFee: 1_000_000n })); // 8000000n
 */
export function minimumBond(input: { readonly jurors: number; readonly seatFee: bigint }): bigint {
  requireOptions(input, "jurors seatFee");
  const least = input.seatFee * BigInt(2 * input.jurors + 2);
  return least === 0n ? 1n : least;
}

/**
 * What the account that draws the panel of round 2 earns of the bond, USDC base units: one of 2n + 2 equal parts. The rest is
 * the panel's.
 *
 * @param input.jurors How many the panel of the terms has, n.
 * @example
 * import { drawersPart } from "quittance";
 *
 * console.log(drawersPart({ jurors: 3, bond: 8_000_000n })); // 1000000n
 */
export function drawersPart(input: { readonly jurors: number; readonly bond: bigint }): bigint {
  requireOptions(input, "jurors bond");
  return input.bond / BigInt(2 * input.jurors + 2);
}
