import pg from "pg";

/** Whether the views of a schema show the tables of another one. */
export async function viewsShow(url: string, viewsSchema: string, schema: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ source: string }>(
      "select distinct table_schema as source from information_schema.view_table_usage where view_schema = $1",
      [viewsSchema],
    );
    return rows.length === 1 && rows[0]?.source === schema;
  } finally {
    await client.end();
  }
}
