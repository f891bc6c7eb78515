import pg from "pg";
import { SettingsError } from "../settings/settings.ts";

/** The setting that turns `/sql` on. */
export const SQL_URL = "QUITTANCE_SQL_DATABASE_URL";
const CONNECT_MS = 60_000;

/**
 * Works with a database that a setting names, on a connection of its own.
 * Throws `SettingsError`, without the URL, when there is no connection, and every error of the work.
 */
export async function connect<Result>(
  setting: string,
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new SettingsError(
      `${setting}: the database refuses the login, or does not answer (${codeOf(error)}). Check user, password, host and database.`,
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "no code";
}
