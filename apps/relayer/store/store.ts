import type { Address, Hex } from "viem";
import type {
  Attempt,
  Counts,
  FeeTab,
  Intent,
  IntentOutcome,
  Lease,
  NewAttempt,
  NewIntent,
  NewPayment,
  NewRedemption,
  NewTransaction,
  Place,
  RelayedTransaction,
} from "./records.ts";
import type { TabNote } from "./tabs.ts";

/** What changes the store. Each is one transaction of the database: after a crash it happened, or it did not. */
export interface StoreWrites {
  /** Takes or extends the right to write for a sender; false while another worker has it. Times are milliseconds since 1970. */
  lease(lease: Lease, now: number, until: number): Promise<boolean>;
  /** Gives the right back. */
  yieldLease(lease: Lease): Promise<void>;
  /**
   * Adds an intent, and the payment that it waits for. One with the same id is left as it is, unless it was refused: then it
   * is queued again. Counts its voucher, and charges the owner's credit. False when that is too little, when the voucher's tab
   * pays for another account, or when the owner has asked for too many that day: nothing was added or counted then.
   */
  addIntent(intent: NewIntent, payment?: NewPayment): Promise<boolean>;
  /**
   * Takes intents that a sender is to send, the earliest first: those that it has already, and others up to `limit`. No two
   * senders have one, as far as the database can tell; `addTransaction` makes sure.
   */
  claim(sender: Address, limit: number): Promise<readonly Intent[]>;
  /** Lets other senders have what this one claimed and did not send. */
  giveBack(sender: Address): Promise<void>;
  /** Refuses an intent that is queued. Its fee goes back into the owner's credit, unless a block has a transaction with it. */
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
  /** Whether transactions of other senders are not final: what they change can still come, or go. */
  isMovingElsewhere(sender: Address): Promise<boolean>;
  /** Wei that a sender's transactions that no block has can cost at most, for gas. */
  reserved(sender: Address): Promise<bigint>;
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
  /** How many intents an account asked for on the UTC day of a moment; milliseconds since 1970. Payments of fees do not count. */
  askedOn(owner: string, time: number): Promise<number>;
  /** Which of these intents a block has, or are refused. */
  settled(ids: readonly Hex[]): Promise<readonly Hex[]>;
  /** How many intents wait to be sent, or for their fee. */
  pending(): Promise<number>;
  counts(): Promise<Counts>;
}

/** Tabs by whose vouchers accounts pay; each write is one transaction of the database, too. */
export interface TabStore {
  /** Queues an intent that redeems tabs. False, with nothing changed, when it is queued or sent already. */
  addRedemption(owner: string, redemption: NewRedemption, tabs: readonly Hex[]): Promise<boolean>;
  /** Notes what the chain says of a tab. */
  noteTab(tabId: Hex, note: TabNote): Promise<void>;
  /** A tab whose vouchers were counted; undefined when there is none of this id. */
  feeTab(tabId: Hex): Promise<FeeTab | undefined>;
  /** Tabs whose latest voucher is for more than they have paid. */
  unredeemedTabs(): Promise<readonly FeeTab[]>;
}

/** Keeps what must outlive the process. */
export interface Store extends StoreReads, StoreWrites, TabStore {
  close(): Promise<void>;
}
