import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Columns, Database, Statements } from "./database.ts";
import { schemaOf } from "./schema.ts";

/** How long a statement waits for another process that writes. */
const BUSY_MS = 10_000;

/**
 * A database in one file.
 *
 * @param path Of the file; it is made when it is missing.
 */
export function openSqlite(path: string): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  database.exec(schemaOf("INTEGER PRIMARY KEY AUTOINCREMENT"));
  const known = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const found = known.get(sql) ?? database.prepare(sql);
    known.set(sql, found);
    return found;
  };
  const statements: Statements = {
    run: async (sql, ...values) => Number(prepared(sql).run(...values).changes),
    one: async (sql, ...values) => prepared(sql).get(...values) as Columns | undefined,
    all: async (sql, ...values) => prepared(sql).all(...values) as unknown as readonly Columns[],
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
    alone: (work) =>
      inTurn(async () => {
        database.exec("BEGIN IMMEDIATE");
        try {
          const answer = await work(statements);
          database.exec("COMMIT");
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
