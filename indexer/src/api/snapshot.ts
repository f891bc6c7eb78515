import { db } from "ponder:api";
import { sql } from "ponder";
import { type BlockTime, placeIn } from "../../http/checkpoint.ts";

/** The rows as they are in one moment. */
export type Rows = typeof db;

/** Ponder's handle can do this; its type leaves it out. */
interface Transactions {
  transaction<Result>(
    work: (rows: Rows) => Promise<Result>,
    kind: { readonly isolationLevel: "repeatable read"; readonly accessMode: "read only" },
  ): Promise<Result>;
}

/**
 * Reads in one transaction, so that all rows are those of one block, `head`. What `read` throws is thrown once: Ponder would
 * begin a failed transaction again, nine times.
 */
export async function snapshot<Result>(
  read: (rows: Rows, head: BlockTime) => Promise<Result>,
): Promise<{ readonly head: BlockTime; readonly result: Result }> {
  const outcome = await (db as unknown as Transactions).transaction(
    async (rows) => {
      const head = await headOf(rows);
      return read(rows, head).then(
        (result) => ({ head, result }),
        (error: unknown) => ({ error }),
      );
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  if ("error" in outcome) throw outcome.error;
  return outcome;
}

/** Whether all of the past is read. */
export async function isHistoryRead(rows: Rows): Promise<boolean> {
  const found = await rows.execute<{ is_ready: string }>(
    sql`select value->>'is_ready' as is_ready from _ponder_meta where key = 'app'`,
  );
  return found.rows[0]?.is_ready === "1";
}

/** The schema of PostgreSQL in which the tables are, or views of them: Ponder's to know. */
export async function schemaName(): Promise<string | undefined> {
  const found = await db.execute<{ schema: string }>(sql`select current_schema() as schema`);
  return found.rows[0]?.schema;
}

/** The latest block that is indexed. */
export async function headOf(rows: Rows): Promise<BlockTime> {
  const found = await rows.execute<{ latest_checkpoint: string }>(
    sql`select latest_checkpoint from _ponder_checkpoint`,
  );
  return placeIn(found.rows[0]?.latest_checkpoint);
}
