import type { Hash, ReplacementReturnType, TransactionReceipt } from "viem";
import {
  call,
  getTransaction,
  type WaitForTransactionReceiptParameters,
  waitForTransactionReceipt,
} from "viem/actions";
import type { BaseError } from "../errors/base.ts";
import { decodeError } from "../errors/decode.ts";
import {
  TransactionReplacedError,
  TransactionRevertedError,
  TransactionTimeoutError,
} from "../errors/transport.ts";
import type { ActingClient, Waiting } from "./action-types.ts";
import { requireClient } from "./signer.ts";

const TIMEOUT = 60_000;

/**
 * The receipt of a transaction that succeeded; through a carrier, of a user operation. A transaction repriced by its own
 * sender counts as itself.
 *
 * @throws TransactionRevertedError, TransactionReplacedError, TransactionTimeoutError; UserOperationRevertedError and
 * UserOperationReplacedError through a carrier.
 */
export async function waitForReceipt(
  client: ActingClient,
  hash: Hash,
  { timeout = TIMEOUT, confirmations = 1 }: Waiting,
): Promise<TransactionReceipt> {
  requireClient(client);
  if (client.carrier !== undefined) return client.carrier.wait(hash, { timeout, confirmations });
  return waitForTransaction(client, hash, { timeout, confirmations });
}

/** The receipt of a transaction that an account sent itself. */
export async function waitForTransaction(
  client: ActingClient,
  hash: Hash,
  { timeout, confirmations }: { readonly timeout: number; readonly confirmations: number },
): Promise<TransactionReceipt> {
  let replaced: ReplacementReturnType | undefined;
  const onReplaced = (replacement: ReplacementReturnType) => {
    replaced = replacement;
  };
  const receipt = await receiptInTime(client, { hash, timeout, confirmations, onReplaced });
  const reason = replaced?.reason;
  if (reason === "cancelled" || reason === "replaced") {
    throw new TransactionReplacedError(hash, receipt.transactionHash, reason);
  }
  if (receipt.status === "reverted") {
    throw new TransactionRevertedError(receipt.transactionHash, await reasonOfRevert(client, receipt));
  }
  return receipt;
}

/** Asks until the time is over, whatever the node says in between: it was sent, so nothing else can be concluded. */
async function receiptInTime(
  client: ActingClient,
  { timeout, ...asked }: WaitForTransactionReceiptParameters & { readonly timeout: number },
): Promise<TransactionReceipt> {
  const until = timeout === 0 ? Number.POSITIVE_INFINITY : Date.now() + timeout;
  let last: BaseError | undefined;
  for (;;) {
    const left = timeout === 0 ? 0 : Math.max(until - Date.now(), 1);
    try {
      return await waitForTransactionReceipt(client, { ...asked, timeout: left });
    } catch (error) {
      const isOver = error instanceof Error && error.name === "WaitForTransactionReceiptTimeoutError";
      if (!isOver) last = decodeError(error);
      if (isOver || Date.now() + client.pollingInterval >= until)
        throw new TransactionTimeoutError(asked.hash, last);
      await new Promise((resolve) => setTimeout(resolve, client.pollingInterval));
    }
  }
}

/** Why it reverted, as far as a repetition on the state before its block still shows it. */
async function reasonOfRevert(
  client: ActingClient,
  { transactionHash, blockNumber }: TransactionReceipt,
): Promise<BaseError | undefined> {
  try {
    const { from, to, input, gas } = await getTransaction(client, { hash: transactionHash });
    await call(client, { account: from, to, data: input, gas, blockNumber: blockNumber - 1n });
    return undefined;
  } catch (error) {
    return decodeError(error);
  }
}
