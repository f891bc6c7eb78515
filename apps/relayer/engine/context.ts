import type { Hash, Hex, LocalAccount, TransactionReceipt } from "viem";
import { keccak256 } from "viem";
import type { Log } from "../log.ts";
import type { Simulator } from "../simulation/simulator.ts";
import type { Fees, Lease, NewAttempt, NewTransaction } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Head, NodeClient } from "./node.ts";
import { broadcast } from "./node.ts";
import type { Purse } from "./purse.ts";
import type { EngineSettings } from "./settings.ts";
import type { Sightings } from "./sightings.ts";

/** What every part of the engine works with. */
export interface EngineContext {
  readonly node: NodeClient;
  /** The key that sends. It holds ETH for gas and nothing else: no balance in the contract, no allowance. */
  readonly account: LocalAccount;
  readonly store: Store;
  readonly settings: EngineSettings;
  readonly lease: Lease;
  readonly simulator: Simulator;
  readonly sightings: Sightings;
  readonly purse: Purse;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Called for each transaction that was found in a block. */
  readonly onMined: (receipt: TransactionReceipt, items: number) => void;
}

/** What the chain looked like at the start of a step. */
export interface View {
  readonly head: Head;
  /** The nonce that the sender uses next, after the latest block. */
  readonly nonce: number;
  /** Wei that the sender has after the latest block. */
  readonly balance: bigint;
}

/** Signs one version of a transaction. */
export async function signVersion(
  { account, settings, now }: EngineContext,
  { nonce, to, data, gas }: NewTransaction,
  fees: Fees,
): Promise<NewAttempt> {
  const { chainId } = settings;
  const raw = await account.signTransaction({ type: "eip1559", chainId, nonce, to, data, gas, ...fees });
  return { hash: keccak256(raw), raw, ...fees, signedAt: now() };
}

/** Signs a transaction, writes it with its intents, and only then hands it to the node. False when it was not written. */
export async function writeAndSend(
  context: EngineContext,
  transaction: NewTransaction,
  fees: Fees,
  items: readonly Hex[],
): Promise<boolean> {
  const { store, lease, now, log } = context;
  const attempt = await signVersion(context, transaction, fees);
  if (!(await store.addTransaction(lease, now(), transaction, attempt, items))) return false;
  log("info", "transaction written", { hash: attempt.hash, nonce: transaction.nonce, items: items.length });
  await handOver(context, attempt);
  return true;
}

/** Hands over a version that is on disk. */
export async function handOver(
  { node, log }: EngineContext,
  attempt: { readonly hash: Hash; readonly raw: Hex },
) {
  const refusal = await broadcast(node, attempt.raw);
  if (refusal !== undefined)
    log("warn", "the node did not take a transaction", { hash: attempt.hash, refusal });
}
