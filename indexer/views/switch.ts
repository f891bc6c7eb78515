import pg from "pg";
import { placeIn } from "../http/checkpoint.ts";

/** What became of an attempt to take the views over. */
export type Switch =
  /** The views show this indexer's tables now, or did so before. */
  | "taken"
  /** What the views show is of a later block than this indexer's rows. */
  | "behind"
  /** Questions are being answered from the views; they are not held up for longer. */
  | "busy";

/** How long questions may have to wait for the switch: less than the half second after which Ponder gives one up. */
const PATIENCE_MS = 250;
/** The parts of PostgreSQL's errors that say: not now. */
const NOT_NOW = ["55P03", "57014", "40P01"];

const CHECKPOINT = "_ponder_checkpoint";
const META = "_ponder_meta";

/**
 * Lets the views show the tables of a schema, if they are of the block that the views show, or of a later one. All views change in one
 * moment: an answer is made of the old tables or of the new ones. Rights that the owner gives by `alter default privileges`
 * hold for the new views.
 *
 * @param url Of the database, for the role that owns the tables and the views.
 * Throws what PostgreSQL does, other than that it is busy.
 */
export async function switchViews(
  url: string,
  { schema, viewsSchema }: { readonly schema: string; readonly viewsSchema: string },
): Promise<Switch> {
  const client = await connected(url);
  const [from, to] = [schema, viewsSchema].map((name) => client.escapeIdentifier(name));
  const view = (name: string) => `${to}.${client.escapeIdentifier(name)}`;
  try {
    const exists = await client.query("select 1 from pg_namespace where nspname = $1", [viewsSchema]);
    if (exists.rows.length === 0) await client.query(`create schema if not exists ${to}`);
    await client.query("begin");
    await client.query(
      `set local lock_timeout = ${PATIENCE_MS / 2}; set local statement_timeout = ${PATIENCE_MS}`,
    );
    const shown = await viewsIn(client, viewsSchema);
    if (areOf(shown, schema)) {
      await client.query("rollback");
      return "taken";
    }
    const own = await blockIn(client, `${from}.${CHECKPOINT}`);
    if (shown.some(({ name }) => name === CHECKPOINT)) {
      // Before the locks: they are not asked for in vain.
      if ((await blockIn(client, view(CHECKPOINT))) > own) return await leave(client, "behind");
      // From here on no one reads the views, so that nothing later than this has been answered.
      await client.query(`alter view ${view(CHECKPOINT)} rename to _quittance_before`);
      if ((await blockIn(client, view("_quittance_before"))) > own) return await leave(client, "behind");
      const names = shown.map(({ name }) => view(name === CHECKPOINT ? "_quittance_before" : name));
      await client.query(`drop view ${names.join(", ")}`);
    }
    await client.query("set local lock_timeout = 0; set local statement_timeout = 0");
    const { rows } = await client.query<{ names: string[] }>(
      `select array(select jsonb_array_elements_text(value -> 'table_names' || coalesce(value -> 'view_names', '[]'))) as names
        from ${from}.${META} where key = 'app'`,
    );
    const created = [...(rows[0]?.names ?? []), META, CHECKPOINT].map(
      (name) => `create view ${view(name)} as select * from ${from}.${client.escapeIdentifier(name)}`,
    );
    await client.query([...created, "commit"].join("; "));
    return "taken";
  } catch (error) {
    if (error instanceof pg.DatabaseError && NOT_NOW.includes(error.code ?? "")) return "busy";
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Whether the views show the tables of a schema now. It takes no locks that others wait for.
 *
 * @param url Of the database, for the role that owns the tables and the views.
 * Throws what PostgreSQL does.
 */
export async function showsOwn(
  url: string,
  { schema, viewsSchema }: { readonly schema: string; readonly viewsSchema: string },
): Promise<boolean> {
  const client = await connected(url);
  try {
    const shown = await viewsIn(client, viewsSchema);
    return areOf(shown, schema);
  } finally {
    await client.end();
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A connection that breaks fails what waits for it, and does not end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const areOf = (views: Awaited<ReturnType<typeof viewsIn>>, schema: string): boolean =>
  views.some(({ name, source }) => name === CHECKPOINT && source === schema);

async function leave(client: pg.Client, answer: Switch): Promise<Switch> {
  await client.query("rollback");
  return answer;
}

/** The views of a schema that show tables of an indexer, each with the schema of these. */
async function viewsIn(client: pg.Client, viewsSchema: string) {
  const { rows } = await client.query<{ name: string; source: string }>(
    `select distinct v.relname::text as name, n.nspname::text as source
      from pg_class v join pg_namespace vn on vn.oid = v.relnamespace
      join pg_rewrite r on r.ev_class = v.oid join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
      join pg_class t on t.oid = d.refobjid and d.refclassid = 'pg_class'::regclass and t.oid <> v.oid
      join pg_namespace n on n.oid = t.relnamespace
      where vn.nspname = $1 and v.relkind = 'v' and t.relname = v.relname`,
    [viewsSchema],
  );
  return rows;
}

async function blockIn(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ latest: string }>(
    `select max(latest_checkpoint) as latest from ${table}`,
  );
  return placeIn(rows[0]?.latest).block;
}
