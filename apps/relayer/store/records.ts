import type { Tab, WalletDeployment } from "quittance";
import type { Address, Hash, Hex } from "viem";

/**
 * Where an intent is: `waiting` for its fee, `queued`, `sent` in a transaction that is on disk, `done` in a block, `final` when
 * that block is deep enough, or `refused`.
 */
export type IntentState = "waiting" | "queued" | "sent" | "done" | "final" | "refused";

/** One call of the contract that an account of the relayer asked for. */
export interface Intent {
  /** Hash of chain, contract and calldata. */
  readonly id: Hex;
  /** Name of the account that asked for it. */
  readonly owner: string;
  readonly data: Hex;
  readonly state: IntentState;
  /** USDC base units that its owner's credit was charged with; 0 once they were given back. */
  readonly fee: bigint;
  /** USDC base units that its owner's credit gets when it is done: it is then a payment of a fee. */
  readonly brings: bigint;
  /** The payment that it waits for. */
  readonly payment: Hex | undefined;
  /** The transaction that it is in, or was in last. */
  readonly transaction: number | undefined;
  /** Its place in that transaction's batch; undefined where it is the whole transaction. */
  readonly position: number | undefined;
  /** What the contract refuses it with, ABI-encoded; empty where it is refused without it. */
  readonly reason: Hex | undefined;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** Gas of its call when it was simulated before it was taken; undefined where it was not. */
  readonly gas: bigint | undefined;
  /** What deploys the wallets that signed for it; undefined where all of them had code when it was asked for. */
  readonly deploying: Deploying | undefined;
}

/** Wallets that are deployed on the way to a call. */
export interface Deploying {
  readonly deployments: readonly WalletDeployment[];
  /** The gas that deployments and call may use in all: what was priced, and no more. */
  readonly gas: bigint;
}

/** `open` until a block has it, `mined` until that block is deep enough, `lost` when another transaction took its nonce. */
export type TransactionState = "open" | "mined" | "final" | "lost";

/** One nonce of a sender, and what it is used for. All versions of it call the same. */
export interface RelayedTransaction {
  readonly number: number;
  readonly sender: Address;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
  readonly state: TransactionState;
  readonly hash: Hash | undefined;
  readonly blockNumber: bigint | undefined;
  readonly blockHash: Hash | undefined;
}

/** Wei for each unit of gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** One signed version of a transaction. The bytes are on disk before any node sees them. */
export interface Attempt extends Fees {
  readonly hash: Hash;
  readonly transaction: number;
  readonly raw: Hex;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

/** The right to write for a sender, which one worker has at a time. */
export interface Lease {
  readonly sender: Address;
  readonly holder: string;
}

/** What became of an intent in a block. */
export interface IntentOutcome {
  readonly id: Hex;
  readonly reason: Hex | undefined;
  /** The transaction did not do it, and it is to be tried again. */
  readonly isUndone?: boolean;
}

/** Where a transaction was mined. */
export interface Place {
  readonly hash: Hash;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
}

export interface NewIntent extends Pick<Intent, "id" | "owner" | "data" | "fee" | "askedAt"> {
  readonly gas?: bigint | undefined;
  /** Whether its owner may owe the fee, when it owes nothing yet: a first deposit comes before anything can be paid from it. */
  readonly mayOwe?: boolean;
  /** Intents of its owner on the UTC day, with this one, at most; any number when it is left out. */
  readonly mostAsked?: number;
  readonly deploying?: Deploying | undefined;
  /** Adds to the owner's credit at once, as far as the tab was not counted before. */
  readonly voucher?: CountedVoucher | undefined;
}

/** A payment that brings its owner credit, which an intent waits for. */
export type NewPayment = Pick<Intent, "id" | "data" | "brings" | "gas"> & {
  readonly deploying?: Deploying | undefined;
};

/** A voucher that was checked against its tab and the chain. */
export interface CountedVoucher {
  readonly tabId: Hex;
  readonly tab: Tab;
  /** USDC base units, all that is owed on the tab. */
  readonly amount: bigint;
  readonly signature: Hex;
  /** USDC base units that the chain has paid out of the tab already: nothing of them counts. */
  readonly redeemed: bigint;
}

/** A tab by whose vouchers an account pays. `amount` is all that its credit was given for it. */
export interface FeeTab extends CountedVoucher {
  /** Name of the account whose credit its vouchers add to; the first that gave one. */
  readonly owner: string;
  /** The latest intent that redeems it. */
  readonly redemption: Hex | undefined;
  /** Nothing more is redeemed: it is closed, or its time is over. */
  readonly isOver: boolean;
}

/** An intent of the relayer itself that redeems vouchers. */
export type NewRedemption = Pick<Intent, "id" | "data" | "askedAt">;

export type NewTransaction = Pick<RelayedTransaction, "sender" | "nonce" | "to" | "data" | "gas">;
export type NewAttempt = Omit<Attempt, "transaction">;

/** Intents by state, and transactions by state. */
export interface Counts {
  readonly intents: Readonly<Partial<Record<IntentState, number>>>;
  readonly transactions: Readonly<Partial<Record<TransactionState, number>>>;
}
