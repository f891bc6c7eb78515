import { Pool, type PoolClient } from "pg";
import type { Columns } from "./columns.ts";
import type { Database, SqlValue, Statements } from "./database.ts";
import { schemaOf } from "./schema.ts";
import { openSqlStore } from "./sql-store.ts";
import type { Store } from "./store.ts";

/** The lock under which the relayer writes; any number that no other program takes. */
const WRITE_LOCK = 7_188_412_203;
const CONNECTIONS = 8;

/**
 * A store in PostgreSQL, for workers on several machines. Its tables are in a schema of their own.
 *
 * @param url With user and database; it is in no message.
 * @param schema Is made when it is missing.
 */
export async function openPostgresStore(url: string, schema = "quittance_relayer"): Promise<Store> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new TypeError("the schema must be a plain name in lower case");
  const options = `-c search_path=${schema} -c synchronous_commit=on`;
  const pool = new Pool({ connectionString: url, max: CONNECTIONS, options });
  // A connection that breaks while it is idle is replaced; who uses one learns of it from the answer.
  pool.on("error", () => undefined);
  const database = postgresDatabase(pool);
  try {
    await database.atomically(async ({ run }) => {
      await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      const tables = schemaOf("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
      for (const statement of tables.split(";")) if (statement.trim() !== "") await run(statement);
    });
  } catch (error) {
    await database.close();
    throw error;
  }
  return openSqlStore(database);
}

function postgresDatabase(pool: Pool): Database {
  return {
    ...statementsOf(pool),
    atomically: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        await client.query("SELECT pg_advisory_xact_lock($1)", [WRITE_LOCK]);
        const answer = await work(statementsOf(client));
        await client.query(answer === false ? "ROLLBACK" : "COMMIT");
        return answer;
      } catch (error) {
        await client.query("ROLLBACK").catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
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
