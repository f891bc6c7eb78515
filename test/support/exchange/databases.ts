import { openPostgres as openDatabase } from "../../../apps/exchange/store/postgres.ts";
import { openSqlite } from "../../../apps/exchange/store/sqlite.ts";
import { openPostgres, type Postgres } from "../../indexer/support/postgres.ts";

/**
 * Opens an empty database of the exchange, by the name of each kind, for the tests of a suite. Call it in a `describe`.
 *
 * @param name Of its schemas in PostgreSQL, so that no two suites share one.
 */
export function exchangeDatabases(name: string) {
  let postgres: Postgres | undefined;
  const postgresUrl = (): string => {
    if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
    return postgres.url;
  };
  let schemas = 0;
  before(async () => {
    postgres = await openPostgres();
  });
  after(async () => postgres?.stop());
  const databases = {
    SQLite: async () => openSqlite(":memory:"),
    PostgreSQL: () => openDatabase(postgresUrl(), `${name}_${process.pid}_${schemas++}`),
  };
  return { databases, postgresUrl };
}
