import { db } from "ponder:api";
import { sql } from "ponder";
import type { AsOf } from "../../http/account-answers.ts";

/** How Ponder writes a place in a chain down: digits of the block's time, of the chain, of the block's number, and more. */
const CHECKPOINT = /^(\d{10})\d{16}(\d{16})/;

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
  return { ...latest, at: at ?? Math.max(Math.floor(Date.now() / 1_000), latest.timestamp) };
}
