import { type Hex, isHex } from "viem";
import type { RpcCall } from "../settings/chain.ts";

/** A node has not the block that it is asked about, or not yet. Another may. */
export class NodeBehindError extends Error {
  override readonly name = "NodeBehindError";
}

/** A block as the chain has it now. Unix seconds. */
export interface ChainBlock {
  readonly block: number;
  readonly hash: Hex;
  readonly timestamp: number;
}

/** A log, as much of it as is looked at. */
export interface ChainLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: Hex;
}

const toHex = (block: number): Hex => `0x${block.toString(16)}`;

/** The block of a number, or the newest that cannot change. Throws `NodeBehindError` when the node has none. */
export async function blockOf(node: RpcCall, which: number | "finalized"): Promise<ChainBlock> {
  const tag = which === "finalized" ? which : toHex(which);
  const { number, hash, timestamp } = fieldsOf(await node("eth_getBlockByNumber", [tag, false]));
  if (!isHex(hash)) throw new NodeBehindError(`A node in PONDER_RPC_URL does not have block ${which} yet.`);
  return { block: Number(number), hash, timestamp: Number(timestamp) };
}

/** The number of the node's latest block. */
export async function latestOf(node: RpcCall): Promise<number> {
  return Number(await node("eth_blockNumber", []));
}

/** The block that a transaction is in; undefined when the chain has none. */
export async function blockOfTransaction(node: RpcCall, hash: Hex): Promise<number | undefined> {
  const { blockNumber } = fieldsOf(await node("eth_getTransactionReceipt", [hash]));
  return blockNumber === undefined || blockNumber === null ? undefined : Number(blockNumber);
}

/** The logs of a transaction, as its receipt has them. */
export async function logsOfTransaction(node: RpcCall, hash: Hex): Promise<readonly ChainLog[]> {
  const { logs } = fieldsOf(await node("eth_getTransactionReceipt", [hash]));
  if (!Array.isArray(logs)) throw new NodeBehindError(`A node in PONDER_RPC_URL has no receipt of ${hash}.`);
  return logs;
}

/** What a call without arguments, or with one word, returns at a block. */
export async function callAt(node: RpcCall, to: Hex, data: Hex, block: number): Promise<Hex> {
  const answer = await node("eth_call", [{ to, data }, toHex(block)]);
  if (!isHex(answer) || answer.length < 66) {
    throw new NodeBehindError(`A node in PONDER_RPC_URL has no answer of ${to} at block ${block}.`);
  }
  return answer;
}

/** Logs of a range of blocks, both ends included. */
export async function logsOf(
  node: RpcCall,
  filter: {
    readonly address: Hex | readonly Hex[];
    readonly topics: readonly (Hex | readonly Hex[] | null)[];
  },
  from: number,
  to: number,
): Promise<readonly ChainLog[]> {
  const answer = await node("eth_getLogs", [{ ...filter, fromBlock: toHex(from), toBlock: toHex(to) }]);
  if (!Array.isArray(answer))
    throw new NodeBehindError("A node in PONDER_RPC_URL answers eth_getLogs with no list.");
  return answer;
}

function fieldsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return Object(answer) as Readonly<Record<string, unknown>>;
}
