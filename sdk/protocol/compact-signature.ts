import { concatHex, type Hex, slice } from "viem";
import { isBytes } from "./hex-parts.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The bits of s beside the parity, which is the highest of 256. */
const BITS = 255;

/** The values of v that the contract takes: it hands them to ecrecover as they are. */
const CONTRACT_V: readonly number[] = [27, 28];
/** Those that an account may give for its own signature: some write the parity itself. */
const ACCOUNT_V: readonly number[] = [0, 1, 27, 28];

/**
 * r, s and parity of an ECDSA signature of 64 bytes, or of 65 with one of these values of v; undefined for bytes that
 * are none, or have a high s. Of what an account gives for its own signature, a high s is made low: a KMS may give either, and
 * both are signatures of the same digest.
 */
function splitSignature(
  signature: Hex,
  valuesOfV: readonly number[],
): { readonly r: Hex; readonly s: bigint; readonly yParity: 0 | 1 } | undefined {
  const bytes = isBytes(signature, 64) ? 64 : 65;
  if (!isBytes(signature, bytes)) return undefined;
  const r = slice(signature, 0, 32);
  const second = BigInt(slice(signature, 32, 64));
  const half = ORDER >> 1n;
  if (bytes === 64) {
    const s = BigInt.asUintN(BITS, second);
    return s > half ? undefined : { r, s, yParity: s === second ? 0 : 1 };
  }
  const v = Number(slice(signature, 64, 65));
  if (!valuesOfV.includes(v) || second >= ORDER) return undefined;
  const isOdd = v === 1 || v === 28;
  if (second <= half) return { r, s: second, yParity: isOdd ? 1 : 0 };
  return valuesOfV === ACCOUNT_V ? { r, s: ORDER - second, yParity: isOdd ? 0 : 1 } : undefined;
}

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/**
 * The parts of an ECDSA signature as the contract takes it: 65 bytes with a v of 27 or 28, or 64 (EIP-2098); low s only. Undefined for
 * other bytes.
 */
export function contractSignature(
  signature: Hex,
): { readonly r: Hex; readonly s: Hex; readonly yParity: 0 | 1 } | undefined {
  const parts = splitSignature(signature, CONTRACT_V);
  return parts && { ...parts, s: word(parts.s) };
}

/**
 * The 64-byte form (EIP-2098) of an ECDSA signature, which costs less calldata; other bytes come back unchanged.
 * Of 65 bytes, v may be 27 or 28, or the parity, 0 or 1, and s may be high, as some accounts give them.
 *
 * @example
 * import { compactSignature } from "quittance";
 * import { size } from "viem";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const signature = await privateKeyToAccount(generatePrivateKey()).signMessage({ message: "hello" });
 * console.log(size(signature), size(compactSignature(signature))); // 65 64
 */
export function compactSignature(signature: Hex): Hex {
  const parts = splitSignature(signature, ACCOUNT_V);
  if (parts === undefined) return signature;
  return concatHex([parts.r, word(parts.s | (BigInt(parts.yParity) << BigInt(BITS)))]);
}

/**
 * The 65-byte form of an ECDSA signature, with a v of 27 or 28; other bytes come back unchanged. Contracts that check
 * signatures themselves often take this form only: the ERC-8004 registry, and wallets to whose code an account delegates
 * (EIP-7702).
 *
 * @example
 * import { compactSignature, wholeSignature } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const signature = await privateKeyToAccount(generatePrivateKey()).signMessage({ message: "hello" });
 * console.log(wholeSignature(compactSignature(signature)) === signature); // true
 */
export function wholeSignature(signature: Hex): Hex {
  const parts = splitSignature(signature, ACCOUNT_V);
  if (parts === undefined) return signature;
  return concatHex([parts.r, word(parts.s), parts.yParity === 1 ? "0x1c" : "0x1b"]);
}
