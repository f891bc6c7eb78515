import {
  decodeErrorResult,
  type Hash,
  type Hex,
  isHex,
  type PublicClient,
  parseAbi,
  parseEventLogs,
} from "viem";
import { usdcAbi } from "./usdc-abi.ts";

const stringError = parseAbi(["error Error(string reason)"]);

/**
 * Why a call was refused: the revert string, "" for a revert that gives none, `undefined` when the call went through.
 *
 * @throws whatever the call threw if that was not a revert, or not one with a string.
 */
export async function reasonOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const data = revertData(error);
    if (data === undefined) throw error;
    return data === "0x" ? "" : decodeErrorResult({ abi: stringError, data }).args[0];
  }
}

/** Names of the token's events in one transaction, in order. */
export async function eventNames(publicClient: PublicClient, hash: Hash): Promise<string[]> {
  const { logs } = await publicClient.waitForTransactionReceipt({ hash });
  return parseEventLogs({ abi: usdcAbi, logs }).map(({ eventName }) => eventName);
}

function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("data" in error && isHex(error.data)) return error.data;
  return revertData(error.cause);
}
