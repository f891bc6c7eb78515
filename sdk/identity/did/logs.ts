import { type Address, formatLog, type Hex, type Log, numberToHex, type RpcLog } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { patiently } from "../../client/patience.ts";
import { decodeError } from "../../errors/decode.ts";
import { LogsDisagreeError } from "../../errors/did.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { isTooWide } from "../../errors/node-refusals.ts";
import { RateLimitedError, RpcFailedError } from "../../errors/transport.ts";
import type { Head } from "./blocks.ts";

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
 * Reads logs in stretches of at most `blockRange` blocks; half as many each time the node refuses so many, until it is one block.
 * Where the node takes no more requests for now, it waits.
 *
 * @param enough How many logs end the search; without it, none do.
 * @throws RateLimitedError, RpcFailedError, NodeUnreachableError
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

/** Undefined when the node refuses to look through that many blocks. Logs of other blocks than those asked about are none. */
async function askLogs(client: ActingClient, { address, topics }: LogFilter, range: BlockRange) {
  const fromBlock = numberToHex(range.from);
  const toBlock = numberToHex(range.to);
  try {
    const answer = await patiently(client, async () => {
      try {
        const filter = { address, topics: topics as never, fromBlock, toBlock };
        return await client.request({ method: "eth_getLogs", params: [filter] });
      } catch (error) {
        throw decodeError(error);
      }
    });
    return answer
      .map((log: RpcLog) => formatLog(log) as Log<bigint, number, false>)
      .filter(({ blockNumber }) => blockNumber >= range.from && blockNumber <= range.to);
  } catch (error) {
    const isRefused = error instanceof RpcFailedError && !(error instanceof RateLimitedError);
    if (isRefused && isTooWide(error) && range.to > range.from) return undefined;
    throw error;
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

/** What one answer said of blocks that cannot change any more. */
interface Claim {
  readonly through: bigint;
  readonly logs: readonly Log<bigint, number, false>[];
}

/**
 * Logs of one filter. What two answers said alike of blocks that are settled is kept, and later questions only read on: a node
 * that is behind the others, or leaves logs out, says so of no answer.
 */
export class LogBook {
  readonly #filter: LogFilter;
  readonly #from: bigint;
  readonly #enough: number;
  #kept: Log<bigint, number, false>[] = [];
  #through: bigint;
  #claim: Claim | undefined;

  /** @param enough How many logs there can be at all; unlimited when left out. */
  constructor(filter: LogFilter, from: bigint, enough: number = Number.POSITIVE_INFINITY) {
    this.#filter = filter;
    this.#from = from;
    this.#enough = enough;
    this.#through = from - 1n;
  }

  /**
   * All logs up to and including block `head`, in order.
   *
   * @throws LogsDisagreeError when this answer differs from the one before about blocks that were settled then.
   */
  async upTo(
    client: ActingClient,
    { number: head, settled }: Pick<Head, "number" | "settled">,
    blockRange?: number,
  ): Promise<Log<bigint, number, false>[]> {
    const [kept, through] = [this.#kept, this.#through];
    if (kept.length >= this.#enough) return kept.filter(({ blockNumber }) => blockNumber <= head);
    const range = { from: through + 1n, to: head };
    const fresh = await readLogs(client, this.#filter, range, blockRange, this.#enough);
    // Another question may have read on in the meantime.
    if (this.#kept === kept && this.#through === through) this.#settle(fresh, head, settled);
    return [...kept, ...fresh].filter(({ blockNumber }) => blockNumber <= head);
  }

  /** Takes nothing that was read before for granted any more. */
  forget(): void {
    this.#kept = [];
    this.#through = this.#from - 1n;
    this.#claim = undefined;
  }

  #settle(fresh: readonly Log<bigint, number, false>[], head: bigint, settled: bigint): void {
    const upTo = (block: bigint) => fresh.filter(({ blockNumber }) => blockNumber <= block);
    const found = upTo(settled);
    // What a node shows, it has: no second answer is needed where there can be no more.
    if (found.length >= this.#enough) {
      this.#kept = found;
      return;
    }
    const claim = this.#claim;
    if (claim !== undefined && claim.through > head) return;
    this.#claim = settled > this.#through ? { through: settled, logs: found } : undefined;
    if (claim === undefined) return;
    const again = upTo(claim.through);
    if (!areSame(claim.logs, again)) {
      this.#claim = undefined;
      throw new LogsDisagreeError(this.#through + 1n, claim.through);
    }
    this.#kept = [...this.#kept, ...again];
    this.#through = claim.through;
    const rest = found.filter(({ blockNumber }) => blockNumber > claim.through);
    this.#claim = settled > claim.through ? { through: settled, logs: rest } : undefined;
  }
}

function areSame(
  ones: readonly Log<bigint, number, false>[],
  others: readonly Log<bigint, number, false>[],
): boolean {
  const nameOf = ({ blockHash, logIndex }: Log<bigint, number, false>) => `${blockHash} ${logIndex}`;
  return ones.map(nameOf).join() === others.map(nameOf).join();
}
