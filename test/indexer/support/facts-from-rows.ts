import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type BlockTime, placeIn } from "../../../indexer/http/checkpoint.ts";
import * as schema from "../../../indexer/ponder.schema.ts";
import { readSources } from "../../../indexer/trust/rows.ts";
import { deriveFacts, type FactSources, type ReputationFacts } from "../../../sdk/reputation/index.ts";
import type { Postgres } from "./postgres.ts";

type Address = `0x${string}`;

/** Where `startIndexer` lets Ponder keep its tables. */
const SCHEMA = "quittance";

/** What the indexer's own reader makes of the rows in its database. */
export async function factsFromRows(
  { url }: Postgres,
  pools: readonly Address[],
): Promise<{ readonly block: BlockTime; readonly sources: FactSources; readonly facts: ReputationFacts }> {
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${SCHEMA}` });
  try {
    const lists = new Map<string, unknown[]>();
    const take = async (part: Partial<FactSources>) => {
      for (const [name, entries] of Object.entries(part)) {
        lists.set(name, [...(lists.get(name) ?? []), ...entries]);
      }
    };
    const { rows } = await pool.query<{ latest_checkpoint: string }>(
      "select latest_checkpoint from _ponder_checkpoint",
    );
    const block = placeIn(rows[0]?.latest_checkpoint);
    await readSources(drizzle(pool) as never, schema as never, pools, take);
    const names = [
      ...["deals", "milestones", "deliveries", "verdicts", "contests", "panels", "ballots", "settlements"],
      ...["ratings", "equivocations", "accounts", "seats", "payments"],
    ];
    const sources = Object.fromEntries(names.map((name) => [name, lists.get(name) ?? []])) as never;
    const asOf = { blockNumber: BigInt(block.block), timestamp: BigInt(block.timestamp) };
    return { block, sources, facts: deriveFacts({ sources, asOf }) };
  } finally {
    await pool.end();
  }
}
