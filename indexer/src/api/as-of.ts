import type { AsOf } from "../../http/account-answers.ts";
import { BlockHashes } from "../../http/block-hashes.ts";
import { type BlockTime, placeIn } from "../../http/checkpoint.ts";
import { httpRpc } from "../../settings/chain.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";

const hashes = new BlockHashes(readSettings(process.env, recordText).rpcUrls.map(httpRpc));

/**
 * The block whose rows an answer has, and the time that a question about "now" is about: `at` if it is given; else this
 * machine's clock, or the block's time where that is ahead, as on a development chain.
 */
export async function asOf({ block, timestamp }: BlockTime, at = momentOf({ timestamp })): Promise<AsOf> {
  return { block, hash: await hashes.of({ block, timestamp }), timestamp, at };
}

/** Now, as the rows of a block know it. */
export function momentOf({ timestamp }: Pick<BlockTime, "timestamp">): number {
  return Math.max(Math.floor(Date.now() / 1_000), timestamp);
}

/** The header that says of which block an answer's rows are, by the checkpoint that was read together with them. */
export async function asOfHeader(checkpoint: string | undefined): Promise<Readonly<Record<string, string>>> {
  const { at: _, ...known } = await asOf(placeIn(checkpoint));
  return {
    "quittance-as-of": JSON.stringify(known),
    "access-control-expose-headers": "quittance-as-of, retry-after",
  };
}
