import type { Address, Transaction } from "viem";
import { getBlock, getBlockNumber, getTransactionCount } from "viem/actions";
import { isSameAddress } from "../protocol/address.ts";
import type { ActingClient } from "./action-types.ts";

/**
 * The transaction that used a nonce of an account, found by how many transactions the account had after each block.
 *
 * @returns Undefined when no block has one.
 * @throws What the node answered in the place of a state, or of a block: many keep the states of the latest blocks only.
 */
export async function transactionOfNonce(
  client: ActingClient,
  from: Address,
  nonce: number,
): Promise<Transaction | undefined> {
  const isUsed = async (blockNumber: bigint) =>
    (await getTransactionCount(client, { address: from, blockNumber })) > nonce;
  let last = await getBlockNumber(client, { cacheTime: 0 });
  if (!(await isUsed(last))) return undefined;
  let before = -1n;
  for (let back = 1n; before < 0n && back <= last; back *= 2n) {
    if (await isUsed(last - back)) last -= back;
    else before = last - back;
  }
  while (last - before > 1n) {
    const middle = (last + before) / 2n;
    if (await isUsed(middle)) last = middle;
    else before = middle;
  }
  const { transactions } = await getBlock(client, { blockNumber: last, includeTransactions: true });
  return transactions.find((each) => each.nonce === nonce && isSameAddress(each.from, from));
}
