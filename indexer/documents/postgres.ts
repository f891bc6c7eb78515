import pg from "pg";
import { type Columns, type Database, type SqlValue, type Statements, schemaOf } from "./database.ts";

/** Locks that no other program takes: while tables are made, and of the one process that resolves. */
const SCHEMA_LOCK = 7_188_412_401;
const RESOLVER_LOCK = 7_188_412_402;
const CONNECTIONS = 3;

/** The schema of PostgreSQL that holds documents, for all indexers of a database. */
export const DOCUMENTS_SCHEMA = "quittance_documents";

/**
 * The resolver's database in PostgreSQL, in a schema of its own beside those of the rows.
 *
 * @param url With user and database; it is in no message.
 * @param isReader True for a replica, which makes no tables.
 */
export async function openPostgres(url: string, isReader: boolean): Promise<Database> {
  const options = `-c search_path=${DOCUMENTS_SCHEMA} -c statement_timeout=30000`;
  const named = { application_name: "quittance-documents", options };
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, ...named });
  // Without listeners of their own, connections that break would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  let resolving: pg.Client | undefined;
  if (!isReader) {
    try {
      await transaction(pool, async ({ run, all }) => {
        await all("SELECT pg_advisory_xact_lock(?)", SCHEMA_LOCK);
        await run(`CREATE SCHEMA IF NOT EXISTS ${DOCUMENTS_SCHEMA}`);
        for (const statement of schemaOf("BYTEA")) await run(statement);
      });
    } catch (error) {
      await pool.end();
      throw error;
    }
  }
  return {
    ...statementsOf(pool),
    together: (work) => transaction(pool, work),
    claim: async () => {
      if (resolving !== undefined) return true;
      const client = new pg.Client({ connectionString: url, ...named });
      // A connection that broke has lost the lock: it is asked for again.
      client.on("error", () => {
        resolving = undefined;
      });
      client.on("end", () => {
        resolving = undefined;
      });
      await client.connect();
      const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS got", [RESOLVER_LOCK]);
      if (rows[0]?.got === true) resolving = client;
      else await client.end();
      return resolving !== undefined;
    },
    close: async () => {
      await resolving?.end().catch(() => undefined);
      if (!pool.ending) await pool.end();
    },
  };
}

async function transaction<Answer>(
  pool: pg.Pool,
  work: (within: Statements) => Promise<Answer>,
): Promise<Answer> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const answer = await work(statementsOf(client));
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function statementsOf(on: pg.Pool | pg.PoolClient): Statements {
  const query = (sql: string, values: readonly SqlValue[]) => {
    let count = 0;
    // None of the statements has a question mark in a text.
    return on.query(
      sql.replaceAll("?", () => `$${++count}`),
      values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)),
    );
  };
  return {
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    all: async (sql, ...values) => (await query(sql, values)).rows as readonly Columns[],
  };
}
