import type { Log } from "../log.ts";
import { codeOf, RelayerSettingError } from "../setting-error.ts";
import type { RelayerSettings } from "../settings.ts";
import { openPostgresStore } from "./postgres.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * Opens the database that the settings name: PostgreSQL where there is a URL, else a file of SQLite.
 *
 * @throws RelayerSettingError naming the variable when the database cannot be opened; never its value.
 */
export async function openStore(
  { databaseUrl, databasePath }: Pick<RelayerSettings, "databaseUrl" | "databasePath">,
  log: Log,
): Promise<Store> {
  if (databaseUrl === undefined) {
    try {
      return openSqliteStore(databasePath);
    } catch (error) {
      const remedy = "Give a path in a folder that exists, and in which the relayer may write.";
      throw new RelayerSettingError("RELAYER_DATABASE", `cannot be opened (${codeOf(error)})`, remedy);
    }
  }
  try {
    return await openPostgresStore(databaseUrl, undefined, { log });
  } catch (error) {
    const remedy =
      "Check that PostgreSQL runs, and that the URL has its host, port, user, password and database.";
    throw new RelayerSettingError("DATABASE_URL", `cannot be opened (${codeOf(error)})`, remedy);
  }
}
