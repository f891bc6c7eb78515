import pg from "pg";
import { AnswerTooLarge, limitAnswer } from "./limit-answer.ts";
import { type Statement, StatementError } from "./statement.ts";
import { Unavailable } from "./unavailable.ts";

/** The most that one indexer spends on statements of strangers. */
export const LIMITS = {
  /** Statements that run at once, each on a connection of its own. */
  running: 4,
  /** Statements that wait for a connection; more are turned away. */
  waiting: 32,
  waitingMs: 5_000,
  /** PostgreSQL looks at the clock between rows and within sorts and joins, so a statement may last a little longer. */
  statementMs: 5_000,
  rows: 10_000,
  /** Of an answer, as PostgreSQL sends it. */
  bytes: 16 * 2 ** 20,
} as const;

export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Runs statements of strangers. */
export interface Reader {
  /** Throws `StatementError` when PostgreSQL refuses the statement or the answer is too large, else `Unavailable`. */
  read(statement: Statement): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * Opens a reader. Each statement runs in a read-only transaction that is rolled back, as the query of a cursor, which
 * PostgreSQL takes for a SELECT only, and so that no more rows are computed than are sent. Nothing is tried twice.
 * @param url The database, for a role that `checkSqlRole` accepts.
 * @param schema Where names of tables in statements are looked up, and nowhere else but in the system catalogue.
 */
export function openReader(url: string, schema: string, limits: Limits = LIMITS): Reader {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "quittance_sql",
    max: limits.running,
    connectionTimeoutMillis: limits.waitingMs,
    keepAlive: true,
    allowExitOnIdle: true,
    types: { getTypeParser },
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const begin = [
    "begin transaction read only",
    `set local search_path = ${pg.escapeIdentifier(schema)}, pg_temp`,
    `set local statement_timeout = ${limits.statementMs}`,
    `set local idle_in_transaction_session_timeout = ${limits.statementMs}`,
    "set local standard_conforming_strings = on",
    "set local max_parallel_workers_per_gather = 0",
  ].join("; ");

  async function connect(): Promise<pg.PoolClient> {
    if (pool.waitingCount >= limits.waiting) throw busy();
    return pool.connect().catch(() => {
      throw busy();
    });
  }

  return {
    async read({ sql, params }) {
      const client = await connect();
      const stopCounting = limitAnswer(client, limits.bytes);
      let broken: Error | undefined;
      try {
        await client.query(begin);
        await client.query(asCursor(sql, params));
        const { rows } = await client.query<Answer["rows"][number]>(`fetch ${limits.rows + 1} from answer`);
        if (rows.length > limits.rows) {
          throw new StatementError(
            `The answer has more than ${limits.rows} rows. Ask for fewer, with a limit.`,
          );
        }
        return { rows };
      } catch (error) {
        throw explain(error, limits);
      } finally {
        // Locks of a session, if a statement ever got one, do not end with the transaction.
        await client
          .query("rollback; select pg_advisory_unlock_all()")
          .catch((error: Error) => (broken = error));
        stopCounting();
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

/** PostgreSQL takes no second statement in the extended protocol, which the driver's types do not know how to ask for. */
function asCursor(sql: string, params: Statement["params"]) {
  const query = {
    text: `declare answer no scroll cursor for ${sql}`,
    values: [...params],
    queryMode: "extended",
  };
  return query;
}

const busy = () =>
  new Unavailable(
    "SQL is not available now: others are being answered, or the database does not answer. Try later.",
  );

function explain(error: unknown, limits: Limits): Error {
  if (error instanceof StatementError) return error;
  if (error instanceof AnswerTooLarge) {
    return new StatementError(
      `The answer has more than ${limits.bytes} bytes. Ask for fewer rows or columns.`,
    );
  }
  if (!(error instanceof pg.DatabaseError)) return busy();
  if (error.code === "57014") {
    return new StatementError(`The statement takes more than ${limits.statementMs} ms. Ask for less.`);
  }
  const isOurs = /^(08|25P03|53|57|58|XX)/.test(error.code ?? "");
  return isOurs
    ? busy()
    : new StatementError(
        `The statement was refused: ${error.message}. Send one SELECT over the tables of the schema.`,
      );
}

const AS_TEXT = new Set<number>([
  pg.types.builtins.DATE,
  pg.types.builtins.TIMESTAMP,
  pg.types.builtins.TIMESTAMPTZ,
  pg.types.builtins.INTERVAL,
]);
const NUMERIC_ARRAY = 1231;
const BIGINT_ARRAY = 1016;

/** Times and amounts stay the texts that PostgreSQL writes, as `@ponder/client` expects them. */
function getTypeParser(oid: number) {
  if (AS_TEXT.has(oid)) return (text: string) => text;
  return pg.types.getTypeParser(oid === NUMERIC_ARRAY ? BIGINT_ARRAY : oid);
}
