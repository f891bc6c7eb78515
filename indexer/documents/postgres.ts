import { createHash } from "node:crypto";
import pg from "pg";
import { type Columns, type Database, type SqlValue, type Statements, schemaOf } from "./database.ts";
import { DocumentsUnreadable } from "./unreadable.ts";

/** A lock while tables are made; and the first half of those of processes that resolve, whose other half is the contract's. */
const SCHEMA_LOCK = 7_188_412_401;
const RESOLVER_LOCK = 718_841;
const CONNECTIONS = 3;

/** The schema of documents of a contract: all indexers of it share what they know. */
function schemaName(contract: string): { readonly schema: string; readonly lock: number } {
  const digest = createHash("sha256").update(contract).digest();
  return { schema: `quittance_documents_${digest.toString("hex", 0, 4)}`, lock: digest.readInt32BE(4) };
}

/**
 * The resolver's database in PostgreSQL, in a schema of its own beside those of the rows.
 *
 * @param url With user and database; it is in no message.
 * @param contract Chain and address that the rows are of.
 * @param isReader True for a replica, which makes no tables.
 */
export async function openPostgres(url: string, contract: string, isReader: boolean): Promise<Database> {
  const { schema, lock } = schemaName(contract);
  const options = `-c search_path=${schema} -c statement_timeout=30000`;
  const named = { application_name: "quittance-documents", options };
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, ...named });
  // Without listeners of their own, connections that break would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  let resolving: pg.Client | undefined;
  let claiming: Promise<boolean> | undefined;
  /** The lock belongs to a connection: one that broke has lost it, and asks again. */
  const take = async () => {
    const client = new pg.Client({ connectionString: url, ...named });
    const lose = () => {
      if (resolving === client) resolving = undefined;
    };
    client.on("error", lose);
    client.on("end", lose);
    await client.connect();
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1, $2) AS got", [RESOLVER_LOCK, lock]);
    if (rows[0]?.got !== true) await client.end();
    else resolving = client;
    return resolving !== undefined;
  };
  if (!isReader) {
    try {
      await transaction(pool, async ({ run, all }) => {
        await all("SELECT pg_advisory_xact_lock(?)", SCHEMA_LOCK);
        await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
        for (const statement of schemaOf("BYTEA")) await run(statement);
      });
    } catch (error) {
      await pool.end();
      throw error;
    }
  }
  return {
    ...(isReader ? forReading(statementsOf(pool), schema) : statementsOf(pool)),
    together: (work) => transaction(pool, work),
    claim: () => {
      if (resolving !== undefined) return Promise.resolve(true);
      claiming ??= take().finally(() => {
        claiming = undefined;
      });
      return claiming;
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

/** A replica may be asked before an indexer made the tables, or where none looks for documents. */
const forReading = ({ run, all }: Statements, schema: string): Statements => ({
  run,
  all: (...asked) =>
    all(...asked).catch(async (error: unknown) => {
      const code: unknown = Reflect.get(Object(error), "code");
      if (code === REFUSED) throw new DocumentsUnreadable(schema);
      if (code !== UNDEFINED_TABLE) throw error;
      // Tables in a schema that a role may not use are unknown to it.
      const hidden = await all(
        "SELECT FROM pg_namespace WHERE nspname = ? AND NOT has_schema_privilege(oid, 'usage')",
        schema,
      );
      if (hidden.length > 0) throw new DocumentsUnreadable(schema);
      return [];
    }),
});

const UNDEFINED_TABLE = "42P01";
const REFUSED = "42501";
