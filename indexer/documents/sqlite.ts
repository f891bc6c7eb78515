import type { StatementSync } from "node:sqlite";
import { type Columns, type Database, type Statements, schemaOf } from "./database.ts";

/** How long a statement waits for the other thread of this process. */
const BUSY_MS = 10_000;

/**
 * The resolver's database in one file: beside a folder of PGlite, whose lock keeps other processes away.
 *
 * @param path Of the file; it is made when it is missing.
 */
export function openSqlite(path: string): Database {
  // What loads the files of the API knows no built-in module whose name must begin with `node:`.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  for (const statement of schemaOf("BLOB")) database.exec(statement);
  const known = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const found = known.get(sql) ?? database.prepare(sql);
    known.set(sql, found);
    return found;
  };
  const statements: Statements = {
    run: async (sql, ...values) => Number(prepared(sql).run(...values).changes),
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
    all: (...given) => inTurn(() => statements.all(...given)),
    together: (work) =>
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
    claim: async () => true,
    close: () =>
      inTurn(async () => {
        if (database.isOpen) database.close();
      }),
  };
}
