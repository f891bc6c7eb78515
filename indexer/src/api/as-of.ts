import { db } from "ponder:api";
import { createMiddleware } from "hono/factory";
import type { AsOf } from "../../http/account-answers.ts";
import { BlockHashes } from "../../http/block-hashes.ts";
import type { BlockTime } from "../../http/checkpoint.ts";
import { httpRpc } from "../../settings/chain.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";
import { headOf } from "./snapshot.ts";

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

/** Says in a header up to which block the answer knows everything. It is read before the answer is made, which may know more. */
export const sayAsOf = createMiddleware(async (c, next) => {
  const { at: _, ...known } = await asOf(await headOf(db));
  await next();
  c.header("quittance-as-of", JSON.stringify(known));
  c.header("access-control-expose-headers", "quittance-as-of, retry-after");
});
