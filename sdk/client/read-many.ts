import type { AbiFunction, Address } from "viem";
import { multicall } from "viem/actions";
import { BaseError } from "../errors/base.ts";
import { decodeError } from "../errors/decode.ts";
import type { ActingClient } from "./action-types.ts";
import { patiently } from "./patience.ts";

/** A call that reads. */
export interface ReadingCall {
  readonly address: Address;
  readonly abi: readonly AbiFunction[];
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** Reads of one `eth_call`: its data stays below what nodes take as the code of a contract (49,152 bytes). */
const MOST_READS = 100;

/**
 * Reads many things after one block, up to 100 in one `eth_call`, without a contract for it on the chain. A read that reverts
 * gives the error it reverted with.
 *
 * @throws RpcFailedError, NodeUnreachableError when the node does not answer.
 */
export async function readMany(
  client: ActingClient,
  calls: readonly ReadingCall[],
  blockNumber: bigint,
): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (let at = 0; at < calls.length; at += MOST_READS) {
    const contracts = calls.slice(at, at + MOST_READS);
    answers.push(...(await patiently(client, () => readTogether(client, contracts, blockNumber))));
  }
  return answers;
}

async function readTogether(
  client: ActingClient,
  contracts: readonly ReadingCall[],
  blockNumber: bigint,
): Promise<readonly unknown[]> {
  const asked = { contracts, blockNumber, deployless: true, batchSize: 0, allowFailure: true };
  const results: readonly { readonly result?: unknown; readonly error?: unknown }[] = await multicall(
    client,
    asked as never,
  );
  return results.map(({ error, result }) => (error === undefined ? result : revertOf(error)));
}

/** What a read reverted with; throws where the node failed. */
function revertOf(error: unknown): BaseError {
  const decoded = decodeError(error);
  if (hasReverted(error)) return decoded;
  throw decoded;
}

function hasReverted(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "ContractFunctionRevertedError" || link.name === "ContractFunctionZeroDataError")
      return true;
  }
  return false;
}

/** Whether a read reverted. */
export function isRevert(answer: unknown): answer is BaseError {
  return answer instanceof BaseError;
}
