import pg from "pg";

/** A statement that runs, with its values. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly (string | boolean | null)[];
}

/** A step of a plan that reads a table. */
export interface Scan {
  readonly table: string;
  readonly type: string;
  readonly index: string | undefined;
  /** Rows that it read and did not need. */
  readonly removed: number;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Rows Removed by Filter"?: number;
  readonly "Actual Loops"?: number;
  readonly Plans?: readonly Node[];
}

interface Explained {
  readonly "QUERY PLAN": readonly { readonly Plan: Node }[];
}

/** How PostgreSQL reads the tables of a statement, when it runs it with these values. */
export async function scansOf(client: pg.Pool, { sql, params }: Statement): Promise<Scan[]> {
  const { rows } = await client.query<Explained>(`explain (analyze, format json) ${sql}`, [...params]);
  return (rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => scansIn(Plan));
}

/** The same with the plan that it makes once for all values, of a statement that is prepared. */
export async function preparedScansOf(pool: pg.Pool, { sql, params }: Statement): Promise<Scan[]> {
  const client = await pool.connect();
  try {
    await client.query("set plan_cache_mode = force_generic_plan");
    await client.query(`prepare question as ${sql}`);
    const values = params.map((value) =>
      typeof value === "string" ? pg.escapeLiteral(value) : String(value),
    );
    const given = values.length === 0 ? "" : `(${values.join(", ")})`;
    const { rows } = await client.query<Explained>(`explain (analyze, format json) execute question${given}`);
    return (rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => scansIn(Plan));
  } finally {
    await client.query("deallocate all");
    await client.query("reset plan_cache_mode");
    client.release();
  }
}

function scansIn(node: Node, above?: Node): Scan[] {
  const below = (node.Plans ?? []).flatMap((each) => scansIn(each, node));
  const type = node["Node Type"];
  if (!type.endsWith("Scan") || type === "Bitmap Heap Scan" || type === "Subquery Scan") return below;
  const table = node["Relation Name"] ?? heapOf(above) ?? "";
  const removed = (node["Rows Removed by Filter"] ?? 0) * (node["Actual Loops"] ?? 1);
  return [{ table, type, index: node["Index Name"], removed }, ...below];
}

const heapOf = (node: Node | undefined) => node?.["Relation Name"];
