import { Pool, type PoolClient } from "pg";
import { type Log, silentLog } from "../log.ts";
import { type BossTransaction, JOBS_TABLE, openBossQueue } from "./boss-queue.ts";
import type { Columns } from "./columns.ts";
import type { Database, SqlValue, Statements } from "./database.ts";
import { schemaOf } from "./schema.ts";
import { openSqlStore } from "./sql-store.ts";
import type { Store } from "./store.ts";

/** The lock under which tables are made; any number that no other program takes. */
const SCHEMA_LOCK = 7_188_412_203;
const CONNECTIONS = 8;
/** pg-boss takes no name of a schema that has more than 50 bytes. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,44}$/;
/** What PostgreSQL ends a transaction with that waited for another, which waited for it. */
const DEADLOCK = "40P01";
const MOST_TRIES = 5;

export interface PostgresOptions {
  readonly log?: Log;
  /** Seconds after which intents that a worker took and neither sent nor gave back go to another; 60 when left out. */
  readonly expireAfter?: number;
  /** Seconds between two looks for such intents; 10 when left out. */
  readonly superviseEvery?: number;
}

/**
 * A store in PostgreSQL, for workers on several machines. Its tables are in a schema of their own, and those of pg-boss, which
 * shares out the intents, in another beside it.
 *
 * @param url With user and database; it is in no message.
 * @param schema Is made when it is missing. That of pg-boss has the same name and `_jobs`.
 * @throws TypeError when `schema` is no plain name; what the database threw when it cannot be reached.
 */
export async function openPostgresStore(
  url: string,
  schema = "quittance_relayer",
  { log = silentLog, expireAfter = 60, superviseEvery = 10 }: PostgresOptions = {},
): Promise<Store> {
  if (!SCHEMA_NAME.test(schema)) throw new TypeError("the schema must be a plain name in lower case");
  const options = `-c search_path=${schema} -c synchronous_commit=on`;
  const named = { application_name: "quittance-relayer", options };
  const pool = new Pool({ connectionString: url, max: CONNECTIONS, ...named });
  // A connection that breaks while it is idle is replaced; who uses one learns of it from the answer. The pool listens to idle
  // connections alone: without a listener of its own, one that breaks while it is handed out would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const database = postgresDatabase(pool);
  try {
    await database.atomically(async ({ run }) => {
      await run("SELECT pg_advisory_xact_lock(?)", SCHEMA_LOCK);
      await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      const tables = `${schemaOf("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")}${JOBS_TABLE}`;
      for (const statement of tables.split(";")) if (statement.trim() !== "") await run(statement);
    });
    const jobs = `${schema}_jobs`;
    const queue = await openBossQueue({ url, schema: jobs, database, log, expireAfter, superviseEvery });
    return openSqlStore(database, queue);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function postgresDatabase(pool: Pool): Database<BossTransaction> {
  return {
    ...statementsOf(pool),
    atomically: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(pool, work);
        } catch (error) {
          if (attempt >= MOST_TRIES || !isDeadlock(error)) throw error;
        }
      }
    },
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

const isDeadlock = (error: unknown) => error instanceof Error && Reflect.get(error, "code") === DEADLOCK;

/** One transaction on a connection of its own. */
async function once<Answer>(pool: Pool, work: (within: BossTransaction) => Promise<Answer>): Promise<Answer> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const notice = (failure: Error) => {
    broken = failure;
  };
  client.on("error", notice);
  try {
    await client.query("BEGIN");
    const answer = await work(transactionOn(client));
    await client.query(answer === false ? "ROLLBACK" : "COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK").catch(notice);
    throw error;
  } finally {
    client.off("error", notice);
    client.release(broken);
  }
}

function transactionOn(client: PoolClient): BossTransaction {
  const statements = statementsOf(client);
  return {
    ...statements,
    locked: (sql, ...values) => statements.all(`${sql} FOR UPDATE`, ...values),
    executeSql: (text, values) => client.query(text, values),
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
