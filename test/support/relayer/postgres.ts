import { Client } from "pg";
import { openPostgresStore, type PostgresOptions } from "../../../apps/relayer/store/postgres.ts";
import type { Store } from "../../../apps/relayer/store/store.ts";
import { until } from "../../indexer/support/indexer.ts";
import { openPostgres } from "../../indexer/support/postgres.ts";

/** A PostgreSQL for stores of the relayer. */
export interface StoreServer {
  readonly url: string;
  /** A name that no other schema has. */
  readonly newSchema: () => string;
  readonly open: (schema: string, options?: PostgresOptions) => Promise<Store>;
  /** Opens one as soon as the server answers, as a process does that is started again whenever it ends. */
  readonly openInTime: (schema: string) => Promise<Store>;
  /** Runs SQL beside the stores. */
  readonly run: (sql: string) => Promise<readonly object[]>;
  /** Runs SQL in a transaction that stays open until what it returns is called. */
  readonly hold: (sql: string) => Promise<() => Promise<void>>;
  /** Whether a statement waits for a lock that another has. */
  readonly isWaiting: () => Promise<boolean>;
  /** Breaks all connections but its own; every statement that is under way has no answer. */
  readonly cut: () => Promise<void>;
  /** Restarts the server, or cuts its connections where it is not ours. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

let schemas = 0;

/** @throws Error where the machine has no PostgreSQL and none is named. */
export async function startStoreServer(): Promise<StoreServer> {
  const postgres = await openPostgres();
  if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
  const { url, stop } = postgres;
  const run = async (sql: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const hold = async (sql: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("BEGIN");
    await client.query(sql);
    return () => client.end();
  };
  const others = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
  const cut = async () => {
    await run(`SELECT pg_terminate_backend(pid) ${others}`);
  };
  const isWaiting = async () => (await run(`SELECT 1 ${others} AND wait_event_type = 'Lock'`)).length > 0;
  return {
    ...{ url, run, hold, isWaiting, cut, stop, restart: postgres.restart ?? cut },
    newSchema: () => `relayer_${process.pid}_${schemas++}`,
    open: (schema, options) => openPostgresStore(url, schema, options),
    openInTime: async (schema) => {
      const opened: Store[] = [];
      await until("the store is open", async () => {
        opened.push(await openPostgresStore(url, schema));
        return true;
      });
      const [store] = opened;
      if (store === undefined) throw new Error("no store was opened");
      return store;
    },
  };
}
