import { db } from "ponder:api";
import { createMiddleware } from "hono/factory";
import { sql } from "ponder";
import type { AsOf } from "../../http/account-answers.ts";
import { BlockHashes } from "../../http/block-hashes.ts";
import { httpRpc } from "../../settings/chain.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";

/** How Ponder writes a place in a chain down: digits of the block's time, of the chain, of the block's number, and more. */
const CHECKPOINT = /^(\d{10})\d{16}(\d{16})/;

const hashes = new BlockHashes(readSettings(process.env, recordText).rpcUrls.map(httpRpc));

/**
 * The latest block that is indexed, and the time that a question about "now" is about: `at` if it is given; else this
 * machine's clock, or the block's time where that is ahead, as on a development chain.
 */
export async function asOf(at?: number): Promise<AsOf> {
  const { rows } = await db.execute<{ latest_checkpoint: string }>(
    sql`select latest_checkpoint from _ponder_checkpoint`,
  );
  const [, timestamp, block] = CHECKPOINT.exec(rows[0]?.latest_checkpoint ?? "") ?? [];
  const latest = { block: Number(block ?? 0), timestamp: Number(timestamp ?? 0) };
  const hash = await hashes.of(latest);
  const now = at ?? Math.max(Math.floor(Date.now() / 1_000), latest.timestamp);
  return { block: latest.block, hash, timestamp: latest.timestamp, at: now };
}

/** Says in a header up to which block the answer knows everything. It is read before the answer is made, which may know more. */
export const sayAsOf = createMiddleware(async (c, next) => {
  const { at: _, ...known } = await asOf();
  await next();
  c.header("quittance-as-of", JSON.stringify(known));
  c.header("access-control-expose-headers", "quittance-as-of, retry-after");
});
