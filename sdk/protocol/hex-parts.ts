import { concatHex, type Hex } from "viem";

/** Packed parts one after the other, in lower case whatever the checksums of their addresses. */
export function joinHex(parts: readonly Hex[]): Hex {
  return `0x${concatHex(parts).slice(2).toLowerCase()}`;
}
