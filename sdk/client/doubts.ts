import { type Address, type Hash, type Hex, keccak256, stringToBytes } from "viem";

/** What was sent, and of which no answer said what became of it. */
export interface Doubt {
  /** Undefined where a wallet signed it, which did not tell. */
  readonly hash?: Hash | undefined;
  /** The signed bytes, where an account of this process signed them. */
  readonly signed?: Hex | undefined;
  /** The call that was sent. */
  readonly to: Address;
  readonly data: Hex;
  /** Who sent it, and how many transactions it had before; undefined where no node told. */
  readonly from: Address;
  readonly nonce?: number | undefined;
}

/** What makes a call the same call when it is asked for again. */
export interface Act {
  readonly chainId: number;
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly value?: bigint | undefined;
  /** True when `data` has 0 where each call has a random salt. */
  readonly isUnsalted: boolean;
}

/** The oldest is dropped when there are more: each may hold a transaction of a hundred kilobytes. */
const MOST = 1_000;

const doubts = /* @__PURE__ */ new Map<string, Doubt>();

/** A name for an act. */
export function keyOf({ chainId, from, to, data, value = 0n, isUnsalted }: Act): string {
  const parts = [chainId, from, to, value, isUnsalted, data];
  return keccak256(stringToBytes(parts.join(" ").toLowerCase()));
}

/** Keeps a doubt until it is known what became of it, or the process ends. */
export function keepDoubt(key: string, doubt: Doubt): void {
  const [oldest] = doubts.keys();
  if (doubts.size >= MOST && oldest !== undefined) doubts.delete(oldest);
  doubts.set(key, doubt);
}

/** The doubt about an act; undefined when there is none. */
export const doubtOf = (key: string): Doubt | undefined => doubts.get(key);

/** Ends the doubt about an act. */
export const endDoubt = (key: string): boolean => doubts.delete(key);

/** Ends the doubt about what has this hash. */
export function endDoubtOf(hash: Hash): void {
  for (const [key, doubt] of doubts) if (doubt.hash === hash) doubts.delete(key);
}
