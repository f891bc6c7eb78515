import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import pg from "pg";
import { SettingsError } from "./settings.ts";

/** Where Ponder keeps what it read of chains, for all schemas of a database. */
const CACHE = ["logs", "blocks", "transactions", "transaction_receipts", "traces", "rpc_request_results"];

/** An indexer that runs says so more often than this. */
const HEARTBEAT_MS = 25_000;

/** What the command line and the environment of Ponder say about the rows. */
export interface Command {
  /** `start`, `dev`, `serve`, …; undefined outside Ponder. */
  readonly name: string | undefined;
  /** The schema of PostgreSQL that has the rows. */
  readonly schema: string | undefined;
}

/** Reads them as Ponder does. */
export function commandOf(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const { positionals, values } = parseArgs({
    args: [...argv],
    options: { schema: { type: "string" } },
    allowPositionals: true,
    strict: false,
  });
  const names = ["start", "dev", "serve"];
  const name = positionals.find((word) => names.includes(word));
  const schema = typeof values.schema === "string" ? values.schema : env.DATABASE_SCHEMA;
  return { name, schema };
}

/** Whether a command writes rows, and so may drop them. */
export const isWriting = ({ name }: Command): boolean => name === "start" || name === "dev";

/** Drops the rows in a folder of PGlite, and what Ponder read of the chain. Take the folder's lock first. */
export function dropDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/**
 * Drops the rows in a schema of PostgreSQL, and what Ponder keeps in the same database of the chain they are of.
 *
 * @param heartbeatMs How long an indexer that ended without a word counts as one that runs.
 * Throws `SettingsError` when the schema is no indexer's, or an indexer that runs writes to it.
 */
export async function dropSchema(
  connectionString: string,
  { schema, chainId }: { readonly schema: string; readonly chainId: number },
  heartbeatMs: number = HEARTBEAT_MS,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await refuseOthers(client, schema, heartbeatMs);
    await client.query("begin");
    await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`);
    for (const table of [...CACHE, "intervals"]) {
      const { rows } = await client.query("select to_regclass($1) as found", [`ponder_sync.${table}`]);
      if (rows[0]?.found === null) continue;
      await client.query(`delete from ponder_sync.${table} where chain_id = $1`, [chainId]);
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
}

async function refuseOthers(client: pg.Client, schema: string, heartbeatMs: number): Promise<void> {
  const { rows: schemas } = await client.query("select 1 from pg_namespace where nspname = $1", [schema]);
  if (schemas.length === 0) return;
  const meta = `${client.escapeIdentifier(schema)}._ponder_meta`;
  const { rows } = await client.query("select to_regclass($1) as found", [meta]);
  if (rows[0]?.found === null) {
    throw new SettingsError(
      `QUITTANCE_REREAD drops the rows of an indexer, and the schema ${schema} has none. Name the indexer's with --schema.`,
    );
  }
  const left = async () => {
    const found = await client.query(`select value from ${meta} where key = 'app'`);
    const { is_locked: locked, heartbeat_at: at } = Object(found.rows[0]?.value) as Record<string, unknown>;
    return locked === 1 ? Number(at) + heartbeatMs - Date.now() : 0;
  };
  const waitMs = await left();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  if (waitMs > 0 && (await left()) > 0) {
    throw new SettingsError(
      `QUITTANCE_REREAD drops the rows in the schema ${schema}, to which another indexer writes. Stop it first.`,
    );
  }
}
