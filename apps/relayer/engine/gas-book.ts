import type { Hex } from "viem";

/**
 * What calls of each function used in blocks. Nodes search for the gas of a batch by running it many times, which takes longer than
 * the block that it is for; and gas that is not used is not paid.
 */
export interface GasBook {
  /** A limit for a batch of so many calls of a function with so many bytes; undefined before one was mined. */
  limitFor(selector: Hex, items: number, bytes: number): bigint | undefined;
  /** Notes what a batch of calls of a function used. */
  note(selector: Hex, items: number, bytes: number, gasUsed: bigint): void;
}

/** Calls of one function differ: a first payment to an account writes new storage, and a wallet may be asked. */
const ROOM = 2n;
/** Gas of each byte of calldata and of the terms' hashes and logs, which calls with more milestones and jurors use more of. */
const PER_BYTE = 40n;

/** A book that starts empty with the process. */
export function openGasBook(): GasBook {
  const most = new Map<Hex, bigint>();
  return {
    limitFor: (selector, items, bytes) => {
      const each = most.get(selector);
      return each === undefined ? undefined : ROOM * each * BigInt(items) + PER_BYTE * BigInt(bytes);
    },
    note: (selector, items, bytes, gasUsed) => {
      const own = gasUsed - PER_BYTE * BigInt(bytes);
      const each = (own > 0n ? own : gasUsed) / BigInt(items);
      if (each > (most.get(selector) ?? 0n)) most.set(selector, each);
    },
  };
}
