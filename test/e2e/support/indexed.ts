import { createClient, sql } from "@ponder/client";

/** A row of the indexer, its columns by their SQL names. */
export type Row = Readonly<Record<string, unknown>>;

/** Every row of a table of the indexer, over SQL. */
export async function rowsOf(url: string, table: string): Promise<Row[]> {
  const { db } = createClient(`${url}/sql`);
  return [...(await db.execute(sql.raw(`select * from "${table}"`)))];
}

/** Answer of the indexer's GraphQL. Throws with the indexer's words when it has errors. */
export async function askGraphql<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { readonly data?: Data; readonly errors?: unknown };
  if (data === undefined || data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A fact as SQL gives it: amounts as text, columns in snake case. */
export function asRow(fact: object): Row {
  return Object.fromEntries(
    Object.entries(fact).map(([field, value]) => [
      columnOf(field),
      typeof value === "bigint" ? String(value) : value,
    ]),
  );
}

/** The columns of `row` that `fact` speaks of. */
export function columnsLike(row: Row | undefined, fact: Row): Row | undefined {
  return row && Object.fromEntries(Object.keys(fact).map((column) => [column, row[column]]));
}
