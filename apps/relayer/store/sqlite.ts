import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Columns } from "./columns.ts";
import type { Database, Statements } from "./database.ts";
import { openLocalQueue } from "./local-queue.ts";
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
  const shared = sqliteDatabase(database);
  return openSqlStore(shared, openLocalQueue(shared));
}

/** Something to be written, all of it or nothing of it. */
interface Write {
  /** Does it, and returns how to report that it is on disk. */
  readonly run: () => Promise<{ readonly isKept: boolean; readonly report: () => void }>;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits writes of many in one go, as each commit waits for the disk. What one of them changed is taken back where it throws
 * or keeps nothing; all of them are reported only after the commit.
 */
async function writeTogether(database: DatabaseSync, writes: readonly Write[]): Promise<void> {
  const reports: (() => void)[] = [];
  try {
    database.exec("BEGIN IMMEDIATE");
    for (const { run, reject } of writes) {
      database.exec("SAVEPOINT one");
      try {
        const { isKept, report } = await run();
        if (!isKept) database.exec("ROLLBACK TO one");
        reports.push(report);
      } catch (error) {
        database.exec("ROLLBACK TO one");
        reports.push(() => reject(error));
      }
      database.exec("RELEASE one");
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    for (const { reject } of writes) reject(error);
    return;
  }
  for (const report of reports) report();
}

function sqliteDatabase(database: DatabaseSync): Database {
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
  const waiting: Write[] = [];
  return {
    run: (...given) => inTurn(() => statements.run(...given)),
    one: (...given) => inTurn(() => statements.one(...given)),
    all: (...given) => inTurn(() => statements.all(...given)),
    atomically: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({
          run: async () => {
            // One transaction at a time writes to the file, so that nothing has to be locked in it.
            const answer = await work({ ...statements, locked: statements.all });
            return { isKept: answer !== false, report: () => resolve(answer) };
          },
          reject,
        });
        // All that comes in one go, and all that waits when the turn comes, shares one write to the disk.
        const write = () => void inTurn(() => writeTogether(database, waiting.splice(0)));
        if (waiting.length === 1) setImmediate(write);
      }),
    close: () =>
      inTurn(async () => {
        if (database.isOpen) database.close();
      }),
  };
}
