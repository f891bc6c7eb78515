import { Pool, type PoolClient } from "pg";
import type { Columns, Database, SqlValue, Statements } from "./database.ts";
import { schemaOf } from "./schema.ts";

/** The locks under which tables are made and entries are added; any numbers that no other program takes. */
const SCHEMA_LOCK = 7_188_412_301;
const ENTRIES_LOCK = 7_188_412_302;
const CONNECTIONS = 8;
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * A database in PostgreSQL, for exchanges on several machines. Its tables are in a schema of their own.
 *
 * @param url With user and database; it is in no message.
 * @param schema Is made when it is missing.
 * @throws TypeError when `schema` is no plain name; what the database threw when it cannot be reached.
 */
export async function openPostgres(url: string, schema = "quittance_exchange"): Promise<Database> {
  if (!SCHEMA_NAME.test(schema)) throw new TypeError("the schema must be a plain name in lower case");
  const options = `-c search_path=${schema} -c synchronous_commit=on`;
  const named = { application_name: "quittance-exchange", options };
  const pool = new Pool({ connectionString: url, max: CONNECTIONS, ...named });
  // A connection that breaks while it is idle is replaced; who uses one learns of it from the answer. The pool listens to idle
  // connections alone: without a listener of its own, one that breaks while it is handed out would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const close = async () => {
    if (!pool.ending) await pool.end();
  };
  try {
    await once(pool, SCHEMA_LOCK, async ({ run }) => {
      await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      const tables = schemaOf("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
      for (const statement of tables.split(";")) if (statement.trim() !== "") await run(statement);
    });
  } catch (error) {
    await close();
    throw error;
  }
  // Writers take turns, so that entries become visible in the order of their numbers: a peer that read one has read all before it.
  return { ...statementsOf(pool), alone: (work) => once(pool, ENTRIES_LOCK, work), close };
}

/** One transaction on a connection of its own, which holds a lock. */
async function once<Answer>(
  pool: Pool,
  lock: number,
  work: (within: Statements) => Promise<Answer>,
): Promise<Answer> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const notice = (failure: Error) => {
    broken = failure;
  };
  client.on("error", notice);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [lock]);
    const answer = await work(statementsOf(client));
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK").catch(notice);
    throw error;
  } finally {
    client.off("error", notice);
    client.release(broken);
  }
}

function statementsOf(on: Pool | PoolClient): Statements {
  const query = (sql: string, values: readonly SqlValue[]) => {
    let count = 0;
    // None of the statements has a question mark in a text.
    return on.query(
      sql.replaceAll("?", () => `$${++count}`),
      [...values],
    );
  };
  return {
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    one: async (sql, ...values) => (await query(sql, values)).rows[0] as Columns | undefined,
    all: async (sql, ...values) => (await query(sql, values)).rows as readonly Columns[],
  };
}
