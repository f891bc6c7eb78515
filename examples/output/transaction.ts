import type { Hash } from "viem";
import { dim } from "./colours.ts";
import { gas, short } from "./figures.ts";

/** A transaction and what it cost. */
export interface Transaction {
  readonly transactionHash: Hash;
  readonly blockNumber: bigint;
  readonly gasUsed: bigint;
}

/** The transaction behind what an action of the SDK returned. */
export function transactionOf(outcome: {
  readonly hash: Hash;
  readonly receipt: { readonly blockNumber: bigint; readonly gasUsed: bigint };
}): Transaction {
  const { blockNumber, gasUsed } = outcome.receipt;
  return { transactionHash: outcome.hash, blockNumber, gasUsed };
}

/** A transaction in one line for people. */
export function receiptLine({ transactionHash, gasUsed }: Transaction): string {
  return dim(`transaction ${short(transactionHash)}, ${gas(gasUsed)}`);
}

/** How many transactions there were, and the gas of all. */
export function totalsOf(transactions: readonly Transaction[]) {
  const gasUsed = transactions.reduce((sum, transaction) => sum + transaction.gasUsed, 0n);
  return { transactions: transactions.length, gasUsed };
}
