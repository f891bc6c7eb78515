/** A PostgreSQL cluster and a free port, for commands that measure with them. */
export { freePort } from "../indexer/support/indexer.ts";
export { openPostgres } from "../indexer/support/postgres.ts";
