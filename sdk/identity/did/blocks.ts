import { getBlock } from "viem/actions";
import type { ActingClient } from "../../client/action-types.ts";
import { requireClient } from "../../client/signer.ts";
import { decodeError } from "../../errors/decode.ts";

/** A block, and when it was made, in unix seconds. */
export interface BlockTime {
  readonly number: bigint;
  readonly time: number;
}

/** The latest block, or the one of a number. */
export async function readBlock(client: ActingClient, number?: bigint): Promise<BlockTime> {
  requireClient(client);
  try {
    const block = await getBlock(client, number === undefined ? {} : { blockNumber: number });
    return { number: block.number, time: Number(block.timestamp) };
  } catch (error) {
    throw decodeError(error);
  }
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
