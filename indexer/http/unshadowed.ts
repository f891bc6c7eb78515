/** What runs statements; Ponder's types leave it out. */
interface Session {
  readonly dialect: unknown;
  prepareQuery(...statement: readonly unknown[]): { execute(): Promise<unknown> };
  transaction(run: (inside: Transaction) => Promise<unknown>): Promise<unknown>;
}

interface Transaction {
  readonly _: { readonly session: Session };
  execute(statement: string): Promise<unknown>;
}

/** Temporary tables last instead of first, until the transaction ends. */
const TEMPORARY_LAST =
  "select set_config('search_path', current_setting('search_path') || ', pg_temp', true)";

/**
 * The same database for Ponder's `client`, whose statements name no schema. Ponder writes many updates at once through a
 * temporary table named like the real one, and leaves it there, empty. On PGlite, where all share one session, it would
 * hide the real one from every statement that comes later. On PostgreSQL readers have sessions of their own.
 */
export function unshadowed<Db extends object>(db: Db): Db {
  const { session } = (db as unknown as Transaction)._;
  const prepareQuery: Session["prepareQuery"] = (...statement) => ({
    execute: () =>
      session.transaction(async (inside) => {
        await inside.execute(TEMPORARY_LAST);
        return inside._.session.prepareQuery(...statement).execute();
      }),
  });
  return { _: { session: { dialect: session.dialect, prepareQuery } } } as unknown as Db;
}
