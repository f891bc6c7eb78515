import {
  type Address,
  formatTransaction,
  type Hex,
  hexToBytes,
  type RpcTransaction,
  serializeTransaction,
} from "viem";
import { addressOf } from "../../crypto/address.ts";
import { bytesOf } from "../../crypto/bytes.ts";
import type { Keccak } from "../../crypto/keccak.ts";
import { engineOrFastest } from "../../crypto/load.ts";

/** What follows from a transaction's own bytes. */
export interface RecomputedTransaction {
  readonly hash: Hex;
  /** The account that signed it; undefined when its signature is none. */
  readonly from: Address | undefined;
}

const WORD = 32;

/**
 * The hash and the sender of a transaction, from what the node says that it holds; undefined for a kind of transaction whose
 * form this code does not know.
 */
export function recomputeTransaction(
  answer: RpcTransaction,
  keccak: Keccak,
): RecomputedTransaction | undefined {
  try {
    const transaction = formatTransaction(answer);
    if (!["legacy", "eip2930", "eip1559", "eip7702"].includes(transaction.type)) return undefined;
    const { r, s, v } = transaction;
    if (r === undefined || s === undefined || v === undefined) return undefined;
    const yParity = transaction.type === "legacy" ? parityOf(v) : Number(transaction.yParity ?? v);
    const { r: _r, s: _s, v: _v, yParity: _y, ...bare } = transaction;
    const unsigned = { ...bare, data: transaction.input } as never;
    // A legacy transaction from before EIP-155 names no chain.
    const ofChain =
      transaction.type === "legacy" && v < 35n ? { ...(unsigned as object), chainId: undefined } : unsigned;
    const signature = transaction.type === "legacy" ? { r, s, v } : { r, s, yParity };
    const hash = keccak(bytesIn(serializeTransaction(ofChain as never, signature as never)));
    const digest = keccak(bytesIn(serializeTransaction(ofChain as never)));
    return { hash, from: signerOf(digest, r, s, yParity) };
  } catch {
    return undefined;
  }
}

const bytesIn = (hex: Hex): Uint8Array => bytesOf(hex) ?? hexToBytes(hex);

const parityOf = (v: bigint): number => Number(v >= 35n ? (v - 35n) % 2n : v - 27n);

function signerOf(digest: Hex, r: Hex, s: Hex, yParity: number): Address | undefined {
  const signature = bytesOf(`0x${word(r)}${word(s)}`);
  if (signature === undefined || (yParity !== 0 && yParity !== 1)) return undefined;
  const publicKey = engineOrFastest().recover(hexToBytes(digest), signature, yParity);
  return publicKey === undefined ? undefined : addressOf(publicKey);
}

const word = (hex: Hex): string => hex.slice(2).padStart(2 * WORD, "0");
