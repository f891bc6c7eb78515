import type { Hash, Transaction } from "viem";
import { getTransaction, getTransactionCount, getTransactionReceipt } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { NonceConflictError, TransactionUncertainError } from "../errors/transport.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { ActingClient } from "./action-types.ts";
import type { Doubt } from "./doubts.ts";
import { transactionOfNonce } from "./nonce-search.ts";
import { handRaw } from "./submit.ts";

/**
 * The hash by which to wait for what was sent in doubt. What an account of this process signed is handed over again: the same bytes
 * are mined once at most.
 *
 * @returns Undefined when it can never be mined any more, or when sending it once more does nothing twice.
 * @throws TransactionUncertainError when it may still be mined, and nothing tells its hash.
 */
export async function resume(
  client: ActingClient,
  doubt: Doubt,
  { isDoneOnce }: { readonly isDoneOnce: boolean },
): Promise<Hash | undefined> {
  const { hash, signed } = doubt;
  if (hash === undefined) return findOfWallet(client, doubt, isDoneOnce);
  if (client.carrier !== undefined) return client.carrier.again(hash);
  if (signed === undefined || (await isKnown(client, hash))) return hash;
  try {
    return await handRaw(client, signed);
  } catch (error) {
    if (!(decodeError(error) instanceof NonceConflictError)) throw decodeError(error);
    const { from, nonce = 0 } = doubt;
    const used = await transactionOfNonce(client, from, nonce).catch(() => undefined);
    return used === undefined || used.hash === hash ? hash : undefined;
  }
}

/** Whether the call that a transaction makes is this one. */
export function isCall(
  transaction: Transaction | undefined,
  { to, data }: Pick<Doubt, "to" | "data">,
): transaction is Transaction {
  const called = transaction?.to ?? undefined;
  return called !== undefined && isSameAddress(called, to) && transaction?.input === data.toLowerCase();
}

async function isKnown(client: ActingClient, hash: Hash): Promise<boolean> {
  const found = [getTransactionReceipt(client, { hash }), getTransaction(client, { hash })];
  return (await Promise.allSettled(found)).some(({ status }) => status === "fulfilled");
}

/** Looks for what a wallet sent among the account's transactions since then. */
async function findOfWallet(
  client: ActingClient,
  doubt: Doubt,
  isDoneOnce: boolean,
): Promise<Hash | undefined> {
  const { from: address, nonce } = doubt;
  const unsure = (details: string) => new TransactionUncertainError(undefined, details, nonce);
  try {
    if (nonce !== undefined) {
      const next = await getTransactionCount(client, { address, blockTag: "latest" });
      const waiting = await getTransactionCount(client, { address, blockTag: "pending" });
      for (let each = nonce; each < next; each++) {
        const used = await transactionOfNonce(client, address, each);
        if (isCall(used, doubt)) return used.hash;
      }
      if (waiting > next) throw unsure("a transaction of the account waits for a block");
    }
  } catch (error) {
    if (error instanceof TransactionUncertainError) throw error;
    if (!isDoneOnce) throw unsure(decodeError(error).shortMessage);
  }
  if (isDoneOnce) return undefined;
  throw unsure("no block has it");
}
