import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openPostgres } from "../../../../test/support/postgres.ts";

/** A database of its own for one app, which nothing was written to before. */
export interface AppDatabase {
  readonly environment: Readonly<Record<string, string>>;
  /** Asks in a schema; undefined where only the app itself can ask. */
  readonly ask?: (schema: string, sql: string) => Promise<Readonly<Record<string, string | null>>[]>;
  readonly drop: () => Promise<void>;
}

export type DatabaseKind = "postgres" | "pglite";

/** Where the apps of one run keep their rows. */
export interface Databases {
  readonly kind: DatabaseKind;
  readonly create: () => Promise<AppDatabase>;
  readonly close: () => Promise<void>;
}

/** @throws Error for `postgres` where the machine has none. */
export async function openDatabases(kind: DatabaseKind): Promise<Databases> {
  if (kind === "pglite") return { kind, create: createFolder, close: async () => undefined };
  const server = await openPostgres();
  if (server === undefined) {
    throw new Error("There is no PostgreSQL here. Install it, set DATABASE_URL, or pass --database pglite.");
  }
  let created = 0;
  const own = `quittance_bench_${process.pid}`;
  const admin = new pg.Client(server.url);
  await admin.connect();
  return {
    kind,
    create: async () => {
      created += 1;
      const name = `${own}_${created}`;
      await admin.query(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const client = new pg.Client(url.href);
      await client.connect();
      return {
        environment: { DATABASE_URL: url.href },
        ask: async (schema, sql) => {
          await client.query(`set search_path to "${schema}"`);
          return (await client.query(sql)).rows;
        },
        drop: async () => {
          await client.end();
          await admin.query(`drop database ${name} with (force)`);
        },
      };
    },
    close: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

async function createFolder(): Promise<AppDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-bench-"));
  const directory = join(folder, "pglite");
  return {
    environment: { QUITTANCE_PGLITE_DIRECTORY: directory, BENCH_PGLITE_DIRECTORY: directory },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
