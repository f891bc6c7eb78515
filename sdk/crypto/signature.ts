import { hexToBytes } from "viem";
import type { RawSignature } from "./engine.ts";

const PARITY_BIT = 0x80;
/** Half of the group's order, byte by byte: the largest s that counts as low. */
const HALF_ORDER = /* @__PURE__ */ hexToBytes(
  "0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
);

/** The 64-byte form (EIP-2098): parity in the highest bit of s. */
export function compactOf({ signature, yParity }: RawSignature): Uint8Array {
  const compact = Uint8Array.from(signature);
  if (yParity === 1) compact[32] = (compact[32] ?? 0) | PARITY_BIT;
  return compact;
}

/**
 * r, s and parity of an ECDSA signature, as the contract takes it: 64 bytes (EIP-2098), or 65 with a v of 27 or 28.
 * Undefined for bytes that are none, and for those with a high s.
 */
export function rawOf(bytes: Uint8Array): RawSignature | undefined {
  const yParity = parityOf(bytes);
  if (yParity === undefined) return undefined;
  const signature = bytes.slice(0, 64);
  if (bytes.length === 64) signature[32] = (signature[32] ?? 0) & ~PARITY_BIT;
  return isLow(signature) ? { signature, yParity } : undefined;
}

function parityOf(bytes: Uint8Array): 0 | 1 | undefined {
  if (bytes.length === 64) return (bytes[32] ?? 0) < PARITY_BIT ? 0 : 1;
  if (bytes.length !== 65) return undefined;
  const v = bytes[64];
  if (v === 27) return 0;
  return v === 28 ? 1 : undefined;
}

function isLow(signature: Uint8Array): boolean {
  for (let at = 0; at < 32; at++) {
    const byte = signature[32 + at] ?? 0;
    const limit = HALF_ORDER[at] ?? 0;
    if (byte !== limit) return byte < limit;
  }
  return true;
}
