import type { Address, Hash, Hex } from "viem";
import type { Attempt, Intent, IntentState, RelayedTransaction, TransactionState } from "./records.ts";

/** One line of a table, by column. */
export type Columns = Readonly<Record<string, string | number | null>>;

const optional = <Value>(value: string | number | null | undefined, read: (value: string) => Value) =>
  value === null || value === undefined ? undefined : read(String(value));

export function intentOf(columns: Columns): Intent {
  return {
    id: columns.id as Hex,
    owner: String(columns.owner),
    data: columns.data as Hex,
    state: columns.state as IntentState,
    fee: BigInt(columns.fee ?? 0),
    brings: BigInt(columns.brings ?? 0),
    payment: optional(columns.payment, (value) => value as Hex),
    transaction: optional(columns.transaction, Number),
    position: optional(columns.position, Number),
    reason: optional(columns.reason, (value) => value as Hex),
    askedAt: Number(columns.asked_at),
  };
}

export function transactionOf(columns: Columns): RelayedTransaction {
  return {
    number: Number(columns.number),
    sender: columns.sender as Address,
    nonce: Number(columns.nonce),
    to: columns.to as Address,
    data: columns.data as Hex,
    gas: BigInt(columns.gas ?? 0),
    state: columns.state as TransactionState,
    hash: optional(columns.hash, (value) => value as Hash),
    blockNumber: optional(columns.block_number, BigInt),
    blockHash: optional(columns.block_hash, (value) => value as Hash),
  };
}

export function attemptOf(columns: Columns): Attempt {
  return {
    hash: columns.hash as Hash,
    transaction: Number(columns.transaction),
    raw: columns.raw as Hex,
    maxFeePerGas: BigInt(columns.max_fee ?? 0),
    maxPriorityFeePerGas: BigInt(columns.priority_fee ?? 0),
    signedAt: Number(columns.signed_at),
  };
}
