import type { Address, Client, Hash, TransactionReceipt } from "viem";
import { type BundlerClient, getUserOperationReceipt } from "viem/account-abstraction";
import { getBlockNumber, getLogs, getTransactionReceipt } from "viem/actions";
import { waitForTransaction } from "../client/wait.ts";
import type { BaseError } from "../errors/base.ts";
import { decodeError, decodeRevert } from "../errors/decode.ts";
import { TransactionTimeoutError } from "../errors/transport.ts";
import { UserOperationReplacedError, UserOperationRevertedError } from "../errors/wallets.ts";
import { endOfOperation, logsOfSender, userOperationEvent } from "./entry-point.ts";

/** Blocks that are searched for an operation that the bundler does not know; many nodes search no more at once. */
const SEARCHED = 1_000n;

/** Whom to ask about user operations, and of which account. */
export interface Witnesses {
  readonly bundler: BundlerClient;
  /** What it says counts: the bundler only says where to look. */
  readonly node: Client;
  readonly entryPoint: Address;
  readonly sender: Address;
}

/** What is waited for, and how long. */
export interface Awaited {
  readonly hash: Hash;
  /** The operation's nonce, where it was sent by this process. */
  readonly nonce: bigint | undefined;
  /** Milliseconds; 0 to wait without an end. */
  readonly timeout: number;
  readonly confirmations: number;
}

/**
 * The receipt of the transaction that holds a user operation, with the operation's own logs. A hash that is a transaction's
 * is waited for as one.
 *
 * @throws UserOperationRevertedError, UserOperationReplacedError, TransactionTimeoutError; for a transaction, as the clients
 * of accounts that send themselves.
 */
export async function awaitOperation(witnesses: Witnesses, awaited: Awaited): Promise<TransactionReceipt> {
  const { node } = witnesses;
  const { hash, timeout } = awaited;
  const until = timeout === 0 ? Number.POSITIVE_INFINITY : Date.now() + timeout;
  const notes: Notes = { last: undefined };
  for (;;) {
    const found = await look(witnesses, awaited, notes);
    if (found?.kind === "operation" && (await isDeep(node, found.receipt, awaited, notes))) {
      return outcomeOf(witnesses, hash, found.receipt);
    }
    if (found?.kind === "replaced") throw new UserOperationReplacedError(hash, found.by);
    if (found?.kind === "transaction") {
      const left = timeout === 0 ? 0 : Math.max(until - Date.now(), 1);
      const receipt = await waitForTransaction(node, hash, { ...awaited, timeout: left });
      return { ...receipt, logs: logsOfSender(receipt.logs, witnesses.entryPoint, witnesses.sender) };
    }
    if (Date.now() + node.pollingInterval >= until) throw new TransactionTimeoutError(hash, notes.last);
    await new Promise((resolve) => setTimeout(resolve, node.pollingInterval));
  }
}

/** What was said last in the place of an answer. */
interface Notes {
  last: BaseError | undefined;
}

type Found =
  | { readonly kind: "operation"; readonly receipt: TransactionReceipt }
  | { readonly kind: "transaction" }
  | { readonly kind: "replaced"; readonly by: Hash };

/** Where a hash is by now: the bundler is asked first, then the chain, which knows it also when the bundler forgot. */
async function look(
  { bundler, node, entryPoint, sender }: Witnesses,
  { hash, nonce }: Awaited,
  notes: Notes,
): Promise<Found | undefined> {
  const holding = async (transaction: Hash | undefined): Promise<Found | undefined> => {
    if (transaction === undefined) return undefined;
    const receipt = await quiet(notes, getTransactionReceipt(node, { hash: transaction }));
    const isHolding = receipt !== undefined && endOfOperation(receipt.logs, entryPoint, hash) !== undefined;
    return isHolding ? { kind: "operation", receipt } : undefined;
  };
  const told = await quiet(notes, getUserOperationReceipt(bundler, { hash }));
  const there = await holding(told?.receipt.transactionHash);
  if (there !== undefined) return there;
  const head = await quiet(notes, getBlockNumber(node, { cacheTime: 0 }));
  if (head === undefined) return undefined;
  const fromBlock = head > SEARCHED ? head - SEARCHED + 1n : 0n;
  const search = { address: entryPoint, event: userOperationEvent, args: { sender }, fromBlock } as const;
  const ends = (await quiet(notes, getLogs(node, { ...search, strict: true }))) ?? [];
  const own = ends.find(({ args }) => args.userOpHash === hash);
  if (own !== undefined) return holding(own.transactionHash);
  const other = ends.find(({ args }) => args.nonce === nonce);
  if (other !== undefined) return { kind: "replaced", by: other.args.userOpHash };
  const isTransaction =
    nonce === undefined && (await quiet(notes, getTransactionReceipt(node, { hash }))) !== undefined;
  return isTransaction ? { kind: "transaction" } : undefined;
}

/** The answer; undefined when there is none yet, or none at all. What was said instead is noted. */
async function quiet<Answer>(notes: Notes, answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const isMissing = error instanceof Error && /ReceiptNotFoundError$/.test(error.name);
    if (!isMissing) notes.last = decodeError(error);
    return undefined;
  }
}

async function isDeep(
  node: Client,
  { blockNumber }: TransactionReceipt,
  { confirmations }: Awaited,
  notes: Notes,
): Promise<boolean> {
  if (confirmations <= 1) return true;
  const head = await quiet(notes, getBlockNumber(node, { cacheTime: 0 }));
  return head !== undefined && head - blockNumber + 1n >= BigInt(confirmations);
}

function outcomeOf({ entryPoint }: Witnesses, hash: Hash, receipt: TransactionReceipt): TransactionReceipt {
  const end = endOfOperation(receipt.logs, entryPoint, hash);
  if (end?.isSuccess === true) return { ...receipt, logs: end.logs };
  const reason = end?.revertData === undefined ? undefined : decodeRevert(end.revertData);
  throw new UserOperationRevertedError(hash, receipt.transactionHash, reason);
}
