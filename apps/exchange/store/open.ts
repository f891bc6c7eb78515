import { codeOf, ExchangeSettingError } from "../setting-error.ts";
import type { ExchangeSettings } from "../settings.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import { openStoreOn, type Store } from "./store.ts";

/**
 * Opens the database that the settings name: PostgreSQL where there is a URL, else a file of SQLite.
 *
 * @throws ExchangeSettingError naming the variable when the database cannot be opened; never its value.
 */
export async function openStore({
  databaseUrl,
  databasePath,
}: Pick<ExchangeSettings, "databaseUrl" | "databasePath">): Promise<Store> {
  if (databaseUrl === undefined) {
    try {
      return await openStoreOn(openSqlite(databasePath));
    } catch (error) {
      const remedy = "Give a path in a folder that exists, and in which the exchange may write.";
      throw new ExchangeSettingError("EXCHANGE_DATABASE", `cannot be opened (${codeOf(error)})`, remedy);
    }
  }
  try {
    return await openStoreOn(await openPostgres(databaseUrl));
  } catch (error) {
    const remedy =
      "Check that PostgreSQL runs, and that the URL has its host, port, user, password and database.";
    throw new ExchangeSettingError("DATABASE_URL", `cannot be opened (${codeOf(error)})`, remedy);
  }
}
