import { toJson } from "quittance/json";
import { parseTab } from "quittance/payments";
import type { Address, Hash, Hex } from "viem";
import type {
  Attempt,
  Deploying,
  FeeTab,
  Intent,
  IntentState,
  RelayedTransaction,
  TransactionState,
} from "./records.ts";

/** One line of a table, by column. */
export type Columns = Readonly<Record<string, string | number | null>>;

const optional = <Value>(value: string | number | null | undefined, read: (value: string) => Value) =>
  value === null || value === undefined ? undefined : read(String(value));

/** As `writeDeploying` wrote it. */
function readDeploying(text: string): Deploying {
  const { deployments, gas } = JSON.parse(text) as Omit<Deploying, "gas"> & { readonly gas: string };
  return { deployments, gas: BigInt(gas) };
}

export const writeDeploying = (deploying: Deploying | undefined): string | null =>
  deploying === undefined ? null : toJson(deploying);

export function feeTabOf(columns: Columns): FeeTab {
  return {
    tabId: columns.id as Hex,
    owner: String(columns.owner),
    tab: parseTab(String(columns.tab)),
    amount: BigInt(columns.amount ?? 0),
    signature: columns.signature as Hex,
    redeemed: BigInt(columns.redeemed ?? 0),
    redemption: optional(columns.redemption, (value) => value as Hex),
    isOver: Number(columns.is_over) === 1,
  };
}

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
    gas: optional(columns.gas, BigInt),
    deploying: optional(columns.deploying, readDeploying),
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
