import pg from "pg";
import type { Postgres } from "./postgres.ts";

/** Runs statements in a database as the role of its URL. */
export async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The URL of a database for another role, or of another database. */
export function urlFor({ url }: Postgres, { role, database }: { role: string; database?: string }): string {
  const other = new URL(url);
  other.username = role;
  other.password = "secret";
  if (database !== undefined) other.pathname = `/${database}`;
  return other.href;
}
