import pg from "pg";

/** The indexes of an indexer's tables in PostgreSQL, as `table using method (columns)`, ascending; keys left out. */
export async function indexesIn(url: string, schema: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly indexdef: string }>(
      "select indexdef from pg_indexes where schemaname = $1",
      [schema],
    );
    return rows
      .flatMap(({ indexdef }) => {
        const [, table, method, columns] = / ON \w+\.(\w+) USING (\w+) \(([^)]*)\)/.exec(indexdef) ?? [];
        return indexdef.includes("UNIQUE") ? [] : [`${table} using ${method} (${columns})`];
      })
      .sort();
  } finally {
    await client.end();
  }
}
