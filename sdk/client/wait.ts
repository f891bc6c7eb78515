import type { Hash, ReplacementReturnType, TransactionReceipt } from "viem";
import { call, getTransaction, waitForTransactionReceipt } from "viem/actions";
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
 * The receipt of a transaction that succeeded. A transaction repriced by its own sender counts as itself.
 *
 * @throws TransactionRevertedError, TransactionReplacedError, TransactionTimeoutError
 */
export async function waitForReceipt(
  client: ActingClient,
  hash: Hash,
  { timeout = TIMEOUT, confirmations = 1 }: Waiting,
): Promise<TransactionReceipt> {
  requireClient(client);
  let replaced: ReplacementReturnType | undefined;
  const onReplaced = (replacement: ReplacementReturnType) => {
    replaced = replacement;
  };
  const receipt = await waitForTransactionReceipt(client, { hash, timeout, confirmations, onReplaced }).catch(
    (error: unknown) => {
      if (error instanceof Error && error.name === "WaitForTransactionReceiptTimeoutError") {
        throw new TransactionTimeoutError(hash);
      }
      throw decodeError(error);
    },
  );
  const reason = replaced?.reason;
  if (reason === "cancelled" || reason === "replaced") {
    throw new TransactionReplacedError(hash, receipt.transactionHash, reason);
  }
  if (receipt.status === "reverted") {
    throw new TransactionRevertedError(receipt.transactionHash, await reasonOfRevert(client, receipt));
  }
  return receipt;
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
