import { type Address, formatLog, type Hex, type Log, numberToHex, type RpcLog } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { decodeError } from "../../errors/decode.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { RpcFailedError } from "../../errors/transport.ts";

/** What to look for: each position takes any of its values, or anything. */
export interface LogFilter {
  readonly address: Address;
  readonly topics: readonly (readonly Hex[] | null)[];
}

/** A stretch of blocks, both ends included. */
export interface BlockRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** How many blocks one question to the node spans. */
export const BLOCK_RANGE = 10_000;

/**
 * Reads logs in stretches of at most `blockRange` blocks; half as many each time the node refuses, until it is one block.
 *
 * @param enough How many logs end the search; without it, none do.
 * @throws RpcFailedError, NodeUnreachableError
 */
export async function readLogs(
  client: ActingClient,
  filter: LogFilter,
  range: BlockRange,
  blockRange: number = BLOCK_RANGE,
  enough: number = Number.POSITIVE_INFINITY,
): Promise<Log<bigint, number, false>[]> {
  const found: Log<bigint, number, false>[] = [];
  let span = BigInt(requireSpan(blockRange));
  for (let from = range.from; from <= range.to && found.length < enough; ) {
    const end = from + span - 1n;
    const to = end < range.to ? end : range.to;
    const logs = await askLogs(client, filter, { from, to });
    if (logs === undefined) {
      span = (span + 1n) / 2n;
      continue;
    }
    found.push(...logs);
    from = to + 1n;
  }
  return found;
}

/** Undefined when the node refuses to look through that many blocks. */
async function askLogs(client: ActingClient, { address, topics }: LogFilter, range: BlockRange) {
  const fromBlock = numberToHex(range.from);
  const toBlock = numberToHex(range.to);
  try {
    const answer = await client.request({
      method: "eth_getLogs",
      params: [{ address, topics: topics as never, fromBlock, toBlock }],
    });
    return answer.map((log: RpcLog) => formatLog(log) as Log<bigint, number, false>);
  } catch (error) {
    const decoded = decodeError(error);
    if (decoded instanceof RpcFailedError && range.to > range.from) return undefined;
    throw decoded;
  }
}

function requireSpan(blockRange: number): number {
  if (Number.isSafeInteger(blockRange) && blockRange > 0) return blockRange;
  throw new InvalidFieldError({
    field: "blockRange",
    value: blockRange,
    problem: "must be a whole number of blocks, 1 or more",
    remedy: "Give what your node allows for one eth_getLogs, or leave it out.",
  });
}

/**
 * Logs of one filter that are read once: what is deep enough to stay is kept, and later questions only read on.
 * A reorganisation deeper than `SETTLED` blocks would not be noticed.
 */
export class LogBook {
  readonly #filter: LogFilter;
  readonly #from: bigint;
  readonly #enough: number | undefined;
  #kept: Log<bigint, number, false>[] = [];
  #through: bigint;

  /** @param enough How many logs there can be at all; unlimited when left out. */
  constructor(filter: LogFilter, from: bigint, enough?: number) {
    this.#filter = filter;
    this.#from = from;
    this.#enough = enough;
    this.#through = from - 1n;
  }

  /** All logs up to and including block `head`, in order. */
  async upTo(client: ActingClient, head: bigint, blockRange?: number): Promise<Log<bigint, number, false>[]> {
    const kept = this.#kept;
    const through = this.#through;
    const enough = this.#enough ?? Number.POSITIVE_INFINITY;
    if (kept.length >= enough) return kept.filter(({ blockNumber }) => blockNumber <= head);
    const range = { from: through + 1n, to: head };
    const fresh = await readLogs(client, this.#filter, range, blockRange, enough);
    const all = [...kept, ...fresh].filter(({ blockNumber }) => blockNumber <= head);
    const settled = head - SETTLED;
    if (settled > this.#through && settled >= this.#from) {
      this.#kept = all.filter(({ blockNumber }) => blockNumber <= settled);
      this.#through = settled;
    }
    return all;
  }
}

/** Blocks that may still be replaced. */
const SETTLED = 64n;
