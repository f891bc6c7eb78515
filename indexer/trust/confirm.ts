import { type Hex, isHash } from "viem";
import { blockOf, type ChainLog, logsOf } from "../check/nodes.ts";
import type { BlockTime } from "../http/checkpoint.ts";
import type { RpcCall } from "../settings/chain.ts";

/** A log as a row has it. */
export interface RecentLog {
  readonly block: number;
  readonly logIndex: number;
  readonly transaction: string;
}

/** The block that rows are as of, and all their logs from a block on. */
export interface RecentRows extends BlockTime {
  readonly from: number;
  readonly logs: readonly RecentLog[];
}

/** Blocks that the chain may still replace, of which logs are compared; and the most logs. */
export const COMPARED = { blocks: 64, logs: 2_000 } as const;

/**
 * The hash of the block that rows are as of, where the chain that a node has there holds just the logs that the rows have. A block may be
 * replaced by one of the same number and time, so that neither tells whether rows are of the one or of the other. Null where no node
 * says so: rows are still brought in line with the chain then, or the node is behind.
 */
export async function confirmedHash(
  nodes: readonly RpcCall[],
  addresses: readonly Hex[],
  rows: RecentRows,
): Promise<Hex | null> {
  const wanted = textOf(rows.logs);
  for (const node of nodes) {
    const hash = await hashBy(node, addresses, rows, wanted).catch(() => undefined);
    if (hash !== undefined) return hash;
  }
  return null;
}

async function hashBy(
  node: RpcCall,
  addresses: readonly Hex[],
  { block, timestamp, from }: RecentRows,
  wanted: string,
): Promise<Hex | undefined> {
  const before = await blockOf(node, block);
  if (before.timestamp !== timestamp || !isHash(before.hash)) return undefined;
  const logs = await logsOf(node, { address: addresses, topics: [] }, from, block);
  if (textOf(logs.map(placeOf)) !== wanted) return undefined;
  // The logs may be those of another chain than the block, if it changed in between.
  const after = await blockOf(node, block);
  return after.hash === before.hash ? after.hash : undefined;
}

const placeOf = ({ blockNumber, logIndex, transactionHash }: ChainLog): RecentLog => ({
  ...{ block: Number(blockNumber), logIndex: Number(logIndex), transaction: transactionHash },
});

const textOf = (logs: readonly RecentLog[]): string =>
  [...logs]
    .sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)
    .map(({ block, logIndex, transaction }) => `${block} ${logIndex} ${transaction.toLowerCase()}`)
    .join("\n");
