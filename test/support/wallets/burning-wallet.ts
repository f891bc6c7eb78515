import { concat, type Hex, numberToHex } from "viem";

/** Gas of one turn of the loop. */
const TURN = 29;

/** Code of a wallet that signs everything (ERC-1271), and uses about so much gas for it. */
export function burningWallet(gas: number): Hex {
  const turns = numberToHex(Math.ceil(gas / TURN), { size: 3 });
  // counter := 0; do { counter += 1 } while (turns > counter); return the value that says yes.
  return concat(["0x5f5b6001018062", turns, "0x11600157631626ba7e60e01b5f5260205ff3"]);
}
