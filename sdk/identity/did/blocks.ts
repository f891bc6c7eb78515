import { getBlock } from "viem/actions";
import type { ActingClient } from "../../client/action-types.ts";
import { patiently } from "../../client/patience.ts";
import { requireClient } from "../../client/signer.ts";
import type { BaseError } from "../../errors/base.ts";
import { decodeError } from "../../errors/decode.ts";
import { RateLimitedError, RpcFailedError } from "../../errors/transport.ts";

/** A block, and when it was made, in unix seconds. */
export interface BlockTime {
  readonly number: bigint;
  readonly time: number;
}

/** The latest block, and how far down blocks are final. */
export interface Head extends BlockTime {
  /** The last block that cannot change any more, and that a node which lags behind the others has as well. */
  readonly settled: bigint;
}

/** Blocks by which one node may be behind the others behind one address: more than three minutes of blocks of 200 ms. */
const LAG = 1_000n;

/** The latest block, the last final one, or the one of a number. */
export async function readBlock(
  client: ActingClient,
  which: bigint | "latest" | "finalized",
): Promise<BlockTime> {
  requireClient(client);
  return patiently(client, async () => {
    try {
      const asked = typeof which === "bigint" ? { blockNumber: which } : { blockTag: which };
      const { number, timestamp } = await getBlock(client, asked);
      if (number === null) throw new RpcFailedError(undefined, "block not found");
      return { number, time: Number(timestamp) };
    } catch (error) {
      throw blockError(error);
    }
  });
}

/** The latest block. A node that does not say which blocks are final is taken to lag as far as any. */
export async function readHead(client: ActingClient): Promise<Head> {
  const head = await readBlock(client, "latest");
  const final = await readBlock(client, "finalized").catch((error: unknown) => {
    if (error instanceof RpcFailedError && !(error instanceof RateLimitedError)) return head;
    throw error;
  });
  const reached = head.number - LAG;
  return { ...head, settled: final.number < reached ? final.number : reached };
}

/** That a node does not have a block is said by viem, without a code. */
function blockError(error: unknown): BaseError {
  const isMissing = error instanceof Error && error.name === "BlockNotFoundError";
  return isMissing ? new RpcFailedError(undefined, "block not found") : decodeError(error);
}

/**
 * The last block made at `time` or before; undefined when `first` was made later. Several blocks may share a second: the
 * last of them counts, and with it everything that happened in that second.
 */
export async function lastBlockAt(
  client: ActingClient,
  time: number,
  { first, head }: { readonly first: bigint; readonly head: BlockTime },
): Promise<BlockTime | undefined> {
  if (time >= head.time) return head;
  let below = await readBlock(client, first);
  if (below.time > time) return undefined;
  let above = head;
  while (above.number - below.number > 1n) {
    const middle = await readBlock(client, guessBetween(below, above, time));
    if (middle.time <= time) below = middle;
    else above = middle;
  }
  return below;
}

/** Blocks come at a steady pace: where `time` should be, but each step leaves out an eighth of the stretch at least. */
function guessBetween(below: BlockTime, above: BlockTime, time: number): bigint {
  const blocks = above.number - below.number;
  const share = (BigInt(time - below.time) * blocks) / BigInt(Math.max(above.time - below.time, 1));
  const least = blocks / 8n > 0n ? blocks / 8n : 1n;
  const most = blocks - least;
  return below.number + (share < least ? least : share > most ? most : share);
}
