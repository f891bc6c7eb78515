import { DatabaseSync } from "node:sqlite";
import type { Columns } from "./columns.ts";
import type { Database, Statements } from "./database.ts";
import { schemaOf } from "./schema.ts";
import { openSqlStore } from "./sql-store.ts";
import type { Store } from "./store.ts";

/** How long a statement waits for another process that writes. */
const BUSY_MS = 10_000;

/**
 * A store in one file, for workers on one machine.
 *
 * @param path Of the file; it is made when it is missing.
 */
export function openSqliteStore(path: string): Store {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  database.exec(schemaOf("INTEGER PRIMARY KEY AUTOINCREMENT"));
  return openSqlStore(sqliteDatabase(database));
}

function sqliteDatabase(database: DatabaseSync): Database {
  const statements: Statements = {
    run: async (sql, ...values) => Number(database.prepare(sql).run(...values).changes),
    one: async (sql, ...values) => database.prepare(sql).get(...values) as Columns | undefined,
    all: async (sql, ...values) => database.prepare(sql).all(...values) as unknown as readonly Columns[],
  };
  // One connection has one transaction at a time, and nothing may read what it has not committed.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    run: (...given) => inTurn(() => statements.run(...given)),
    one: (...given) => inTurn(() => statements.one(...given)),
    all: (...given) => inTurn(() => statements.all(...given)),
    atomically: (work) =>
      inTurn(async () => {
        database.exec("BEGIN IMMEDIATE");
        try {
          const answer = await work(statements);
          database.exec(answer === false ? "ROLLBACK" : "COMMIT");
          return answer;
        } catch (error) {
          if (database.isTransaction) database.exec("ROLLBACK");
          throw error;
        }
      }),
    close: () =>
      inTurn(async () => {
        if (database.isOpen) database.close();
      }),
  };
}
