import type { Address, Hex } from "viem";
import type {
  Attempt,
  Counts,
  Intent,
  IntentOutcome,
  Lease,
  NewAttempt,
  NewIntent,
  NewPayment,
  NewTransaction,
  Place,
  RelayedTransaction,
} from "./records.ts";

/** What changes the store. Each is one transaction of the database: after a crash it happened, or it did not. */
export interface StoreWrites {
  /** Takes or extends the right to write for a sender; false while another worker has it. Times are milliseconds since 1970. */
  lease(lease: Lease, now: number, until: number): Promise<boolean>;
  /** Gives the right back. */
  yieldLease(lease: Lease): Promise<void>;
  /**
   * Adds an intent, and the payment that it waits for. One with the same id is left as it is, unless it was refused: then it
   * is queued again. Charges the owner's credit. False when that is too little: nothing was added then.
   */
  addIntent(intent: NewIntent, payment?: NewPayment): Promise<boolean>;
  /** Refuses an intent that is queued. Its fee goes back into the owner's credit. */
  refuse(id: Hex, reason: Hex): Promise<void>;
  /**
   * Writes a transaction with its first signed version, and marks its intents as sent. False, with nothing written, when the
   * lease is another's by now or one of the intents is not queued any more.
   */
  addTransaction(
    lease: Lease,
    now: number,
    transaction: NewTransaction,
    attempt: NewAttempt,
    items: readonly Hex[],
  ): Promise<boolean>;
  /** Writes another signed version of a transaction; false when the lease is another's by now. */
  addAttempt(lease: Lease, now: number, attempt: Attempt): Promise<boolean>;
  /** A block has a transaction: its intents are done, or refused with a reason. */
  markMined(transaction: number, place: Place, outcomes: readonly IntentOutcome[]): Promise<void>;
  /** No block has a transaction any more: its intents are sent again. */
  markOpen(transaction: number): Promise<void>;
  /** The block of a transaction is deep enough. */
  markFinal(transaction: number): Promise<void>;
  /** Another transaction took the nonce: the intents are queued again. */
  markLost(transaction: number): Promise<void>;
}

export interface StoreReads {
  intent(id: Hex): Promise<Intent | undefined>;
  /** Intents to be sent, the earliest first. */
  queued(limit: number): Promise<readonly Intent[]>;
  /** Intents of a transaction, in the order of its batch, with all that it was packed with. */
  packed(transaction: number): Promise<readonly Hex[]>;
  /** In how many transactions an intent has been. */
  tries(id: Hex): Promise<number>;
  transaction(number: number): Promise<RelayedTransaction | undefined>;
  /** All that are not final, and final ones from `nonce` on; by nonce. */
  unsettled(sender: Address, nonce: number): Promise<readonly RelayedTransaction[]>;
  /** Signed versions of a transaction, the latest first. */
  attempts(transaction: number): Promise<readonly Attempt[]>;
  /** One more than the highest nonce that was written; 0 when there is none. */
  nextNonce(sender: Address): Promise<number>;
  /** USDC base units. */
  credit(owner: string): Promise<bigint>;
  /** How many intents an account asked for since then; milliseconds since 1970. Payments of fees do not count. */
  askedSince(owner: string, since: number): Promise<number>;
  /** How many intents wait to be sent, or for their fee. */
  pending(): Promise<number>;
  counts(): Promise<Counts>;
}

/** Keeps what must outlive the process. */
export interface Store extends StoreReads, StoreWrites {
  close(): Promise<void>;
}
