import type { Context } from "hono";

const OFF =
  "SQL is off on this indexer: ask /graphql. Its operator turns SQL on by naming a database role that only reads in " +
  "QUITTANCE_SQL_DATABASE_URL; docs/indexer.md says how to make one.";

/** What `/sql` answers while it is off. */
export const sqlIsOff = (c: Context) => c.text(OFF, 403);
