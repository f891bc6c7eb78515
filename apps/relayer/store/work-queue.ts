import type { Address, Hex } from "viem";
import type { Transaction } from "./database.ts";
import type { Intent } from "./records.ts";

/** Shares out queued intents among the keys that send. The table of intents says what is queued; the queue follows it. */
export interface WorkQueue<Within extends Transaction = Transaction> {
  /** Called at the end of each transaction that may have queued intents, or sent or refused some. */
  follow(within: Within, ids: readonly Hex[]): Promise<void>;
  /** Queued intents for a sender, the earliest first: those that it has already, and others up to `limit`. */
  take(sender: Address, limit: number): Promise<readonly Intent[]>;
  /** Lets other senders have what this one took and did not send. */
  giveBack(sender: Address): Promise<void>;
  close(): Promise<void>;
}
