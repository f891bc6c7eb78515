import { quittanceAbi } from "quittance/abi";
import { parseEventLogs, type TransactionReceipt } from "viem";
import type { Attempt, IntentOutcome, RelayedTransaction } from "../store/records.ts";
import { isUnsettled } from "./claim.ts";
import { type EngineContext, handOver, signVersion, type View } from "./context.ts";
import { lookAgain } from "./look-again.ts";
import { isKnown, nonceOf, receiptOf } from "./node.ts";
import { raisedFees } from "./price.ts";

/** Milliseconds after which a node is asked again whether it still has what waits for a block. */
const LOOK_AGAIN = 2_000;
/** How often an intent is sent that reverts, and goes through when it is simulated. */
const MOST_TRIES = 3;

/**
 * Looks after every transaction that is not final: finds it in blocks, or finds that a block that had it is gone, sends it
 * again, or at a higher price.
 *
 * @returns How many wait for a block.
 */
export async function watchTransactions(context: EngineContext, view: View): Promise<number> {
  const all = await context.store.unsettled(context.lease.sender, view.nonce);
  // Asked at once, so that the questions travel together.
  const places = await Promise.all(
    all.map(
      async (transaction) => isInBlock(transaction) && (await isStillThere(context, view, transaction)),
    ),
  );
  let open = 0;
  for (const [index, transaction] of all.entries()) {
    if (places[index]) continue;
    if (await watchOne(context, view, transaction)) open++;
  }
  return open;
}

const isInBlock = ({ state }: RelayedTransaction) => state === "mined" || state === "final";

/** Looks after one that is in no block, as far as is known. */
async function watchOne(
  context: EngineContext,
  view: View,
  transaction: RelayedTransaction,
): Promise<boolean> {
  const { state, number } = transaction;
  if (isInBlock(transaction)) {
    context.log("warn", "the block of a transaction is gone", { nonce: transaction.nonce });
    await context.store.markOpen(number);
  }
  const attempts = await context.store.attempts(number);
  if (transaction.nonce >= view.nonce) {
    await sendAgain(context, view, transaction, attempts);
    return state !== "lost";
  }
  const receipt = await findReceipt(context, attempts);
  if (receipt !== undefined) {
    await settle(context, transaction, receipt);
    return false;
  }
  if (state === "lost") return false;
  if (!(await isLost(context, view, transaction))) return true;
  context.log("error", "another transaction took a nonce", { nonce: transaction.nonce });
  await context.store.markLost(number);
  return false;
}

/** Whether the block that had it is still part of the chain. Marks it as final when that is deep enough. */
async function isStillThere(
  { node, store, settings, sightings }: EngineContext,
  { head }: View,
  { number, state, hash, blockHash, blockNumber }: RelayedTransaction,
): Promise<boolean> {
  if (hash === undefined || blockNumber === undefined) return false;
  const isDeep = state === "mined" && head.number - blockNumber >= BigInt(settings.finalDepth);
  if (sightings.inBlocks.has(number) && !isDeep) return true;
  const receipt = await receiptOf(node, hash);
  sightings.inBlocks.delete(number);
  if (receipt?.blockHash !== blockHash) return false;
  if (isDeep) await store.markFinal(number);
  else sightings.inBlocks.add(number);
  return true;
}

/** The nonce was used deep in the chain, by none of our versions. */
async function isLost(
  { node, settings, lease }: EngineContext,
  { head }: View,
  { nonce }: RelayedTransaction,
) {
  const depth = head.number - BigInt(settings.finalDepth);
  return depth >= 0n && (await nonceOf(node, lease.sender, depth)) > nonce;
}

async function findReceipt({ node }: EngineContext, attempts: readonly Attempt[]) {
  for (const { hash } of attempts) {
    const receipt = await receiptOf(node, hash);
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

/** Hands the latest version over again when the node does not have it; raises its price when it waits too long. */
async function sendAgain(
  context: EngineContext,
  { head, nonce }: View,
  transaction: RelayedTransaction,
  [latest]: readonly Attempt[],
): Promise<void> {
  if (latest === undefined) return;
  const { settings, store, lease, now, log, node, sightings } = context;
  const isStuck = transaction.nonce === nonce && now() - latest.signedAt >= settings.stuckAfter;
  const fees = isStuck ? raisedFees(latest, head.baseFee, settings) : undefined;
  if (fees !== undefined) {
    const attempt = { ...(await signVersion(context, transaction, fees)), transaction: transaction.number };
    if (!(await store.addAttempt(lease, now(), attempt))) return;
    log("warn", "transaction replaced", { hash: attempt.hash, nonce });
    return handOver(context, attempt);
  }
  if (!isStuck) {
    const seenAt = sightings.known.get(transaction.number) ?? Number.NEGATIVE_INFINITY;
    if (now() - seenAt < LOOK_AGAIN) return;
    if (await isKnown(node, latest.hash)) {
      sightings.known.set(transaction.number, now());
      return;
    }
  }
  await handOver(context, latest);
}

/** Writes what a block made of a transaction's intents. */
async function settle(context: EngineContext, transaction: RelayedTransaction, receipt: TransactionReceipt) {
  const { store, log, onMined, sightings } = context;
  const { transactionHash: hash, blockNumber, blockHash } = receipt;
  const outcomes = await outcomesOf(context, transaction, receipt);
  await store.markMined(transaction.number, { hash, blockNumber, blockHash }, outcomes);
  sightings.known.delete(transaction.number);
  const refused = outcomes.filter(({ reason }) => reason !== undefined).length;
  log("info", "transaction mined", { hash, nonce: transaction.nonce, items: outcomes.length, refused });
  onMined(receipt, outcomes.length);
}

async function outcomesOf(
  context: EngineContext,
  { number }: RelayedTransaction,
  receipt: TransactionReceipt,
): Promise<IntentOutcome[]> {
  const { store, settings } = context;
  const items = await store.packed(number);
  if (receipt.status === "reverted") return Promise.all(items.map((id) => outcomeOfRevert(context, id)));
  const own = receipt.logs.filter(({ address }) => address.toLowerCase() === settings.address.toLowerCase());
  const refusals = parseEventLogs({ abi: quittanceAbi, eventName: "ItemRefused", logs: own });
  // Only a batch of ours has items in the order of its intents; an intent can be a batch of its own.
  const reasons = new Map(
    items.length < 2 ? [] : refusals.map(({ args }) => [Number(args.index), args.reason] as const),
  );
  const outcomes = items.map((id, index) => ({ id, reason: reasons.get(index) }));
  return Promise.all(outcomes.map((outcome) => unlessEarly(context, outcome)));
}

/**
 * A refusal, or that the intent is to be tried again: another key may have sent what it depends on, and a block that comes
 * again in another order has that later.
 */
async function unlessEarly(context: EngineContext, outcome: IntentOutcome): Promise<IntentOutcome> {
  const { id, reason } = outcome;
  if (reason === undefined || !(await isUnsettled(context, 0))) return outcome;
  const isLast = (await context.store.tries(id)) >= MOST_TRIES;
  return isLast ? outcome : { id, reason: undefined, isUndone: true };
}

/** The transaction reverted: the intent is refused with what it reverts with now, or else tried again. */
async function outcomeOfRevert(context: EngineContext, id: IntentOutcome["id"]): Promise<IntentOutcome> {
  const { store } = context;
  const intent = await store.intent(id);
  if (intent === undefined) return { id, reason: "0x" };
  const simulated = await lookAgain(context, intent);
  if ("reason" in simulated) return unlessEarly(context, { id, reason: simulated.reason });
  const isLast = (await store.tries(id)) >= MOST_TRIES;
  return isLast ? { id, reason: "0x" } : { id, reason: undefined, isUndone: true };
}
