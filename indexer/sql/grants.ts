import pg from "pg";
import { SettingsError } from "../settings/settings.ts";
import { connect, SQL_URL } from "./connection.ts";
import type { Tables } from "./rows.ts";

/** What the role of `/sql` sees of a schema: whether it may look in, which tables it lacks, and which are too many. */
const SEEN = `
  with relations as (
    select c.oid, relname::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'p', 'v', 'm', 'f')
  )
  select
    exists (select from pg_namespace where nspname = $1 and has_schema_privilege(oid, 'USAGE')) as "isOpen",
    array(
      select wanted from unnest($2::text[]) wanted
      where wanted not in (select name from relations where has_table_privilege(oid, 'SELECT'))
    ) as missing,
    array(
      select name from relations
      where has_any_column_privilege(oid, 'SELECT') and name <> all ($2) and name !~ '^_(ponder|reorg)_'
    ) as extra`;

/** Names of tables or views in a schema, each with the names of its columns. */
const COLUMNS = `
  select relname::text as name, array_agg(attname::text) as columns
  from pg_attribute join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
  where nspname = $1 and relname = any ($2) and attnum > 0 and not attisdropped
  group by relname`;

/** Another indexer that starts holds the lock for less; nothing else is waited for. */
const LOCK_MS = 60_000;

interface Seen {
  readonly isOpen: boolean;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/**
 * Lets the role that runs the statements of `/sql` read the tables of an indexer, also when Ponder creates them again.
 * @param ownerUrl URL of the database for the role that owns the tables.
 * @param sqlUrl URL of the same database for the role that may read them from then on.
 * @param schema Where the tables or views are; nothing else that the role may read may be there.
 * @returns The tables that the role may read then, with their columns.
 * Throws `SettingsError` when the role may read less or more afterwards, or the URLs name two databases.
 */
export async function grantReading(ownerUrl: string, sqlUrl: string, schema: string): Promise<Tables> {
  if (schema === "public") {
    throw new SettingsError(
      `${SQL_URL}: the indexer's tables are in the schema public, where others may be. Start it with --schema quittance.`,
    );
  }
  const role = await connect(SQL_URL, sqlUrl, async ({ user }) => user ?? "");
  const [of, to] = [pg.escapeIdentifier(schema), pg.escapeIdentifier(role)];
  const { tables, grants, refusal } = await connect("DATABASE_URL", ownerUrl, async (client) => {
    const names = [...(await tablesIn(client, schema)), "_ponder_checkpoint"];
    const statements = [
      `grant usage on schema ${of} to ${to}`,
      `grant select on ${names.map((name) => `${of}.${pg.escapeIdentifier(name)}`).join(", ")} to ${to}`,
      `alter default privileges in schema ${of} grant select on tables to ${to}`,
    ];
    // Two indexers that start at once would otherwise change the same rows of the catalogue.
    const oneAtATime = "select pg_advisory_xact_lock(hashtext('quittance: grants to the role of /sql'))";
    const patience = `set local lock_timeout = ${LOCK_MS}`;
    const all = ["begin", patience, oneAtATime, ...statements, "commit"].join("; ");
    const problem = await client.query(all).then(() => undefined, String);
    return { tables: names, grants: statements, refusal: problem };
  });
  const { seen, columns } = await connect(SQL_URL, sqlUrl, async (client) => {
    const { rows } = await client.query<Seen>(SEEN, [schema, tables]);
    const found = await client.query<{ name: string; columns: string[] }>(COLUMNS, [schema, tables]);
    return { seen: rows[0], columns: found.rows };
  });
  if (seen === undefined || !seen.isOpen || seen.missing.length > 0) {
    throw new SettingsError(
      refusal === undefined
        ? `${SQL_URL}: the role ${role} finds no tables in the schema ${schema} there. Name the database of DATABASE_URL.`
        : `${SQL_URL}: the role ${role} cannot read the schema ${schema}, and the role of DATABASE_URL cannot let it ` +
            `(${refusal}). Have the owner of the schema do it: ${grants.join("; ")}.`,
    );
  }
  const [extra] = seen.extra;
  if (extra === undefined) return new Map(columns.map(({ name, columns: names }) => [name, new Set(names)]));
  throw new SettingsError(
    `${SQL_URL}: the role ${role} may read ${schema}.${extra}, which is no table of this indexer. Take the right away ` +
      `(revoke all on ${of}.${pg.escapeIdentifier(extra)} from public, ${to}), or give the indexer a schema of its own.`,
  );
}

async function tablesIn(client: pg.Client, schema: string): Promise<string[]> {
  const names = `select jsonb_array_elements_text(value -> 'table_names') as name from ${pg.escapeIdentifier(schema)}._ponder_meta`;
  try {
    return (await client.query<{ name: string }>(names)).rows.map(({ name }) => name);
  } catch (error) {
    throw new SettingsError(
      `DATABASE_URL: there are no tables of an indexer in the schema ${schema} (${error}). Start one that writes there first.`,
    );
  }
}
