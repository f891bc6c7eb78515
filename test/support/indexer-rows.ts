/** A row of the indexer by the names of its columns. Amounts and times are strings, as in GraphQL. */
export type Row = Readonly<Record<string, unknown>>;

interface TypeName {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType: TypeName | null;
}

interface Field {
  readonly name: string;
  readonly type: TypeName;
}

interface Page {
  readonly items: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const TYPE = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
const MOST_ROWS_PER_PAGE = 1_000;

/** Every row of a table of the indexer at `url`, in the order of its key. Throws with the indexer's words. */
export async function rowsOf(url: string, table: string): Promise<Row[]> {
  const { list, columns } = await describeTable(url, table);
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { page }: { page: Page } = await askGraphql(
      url,
      `query ($after: String) {
        page: ${list}(after: $after, limit: ${MOST_ROWS_PER_PAGE}) {
          items { ${columns.join(" ")} }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      { after },
    );
    rows.push(...page.items.map(inSnakeCase));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) return rows;
  }
}

/** Answer of the indexer's GraphQL. Throws with the indexer's words when it has errors. */
export async function askGraphql<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const ask = () =>
    fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
  // A server closes a connection that rests; where this process was busy for as long, it is used once more before that is seen.
  const response = await ask().catch((error: unknown) => {
    if (Object(Object(error).cause).code !== "UND_ERR_SOCKET") throw error;
    return ask();
  });
  const { data, errors } = (await response.json()) as { readonly data?: Data; readonly errors?: unknown };
  if (data === undefined || data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** The name of a column whose field has a name in camel case. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The query that lists the rows of a table, and its fields that are columns, not other tables. */
async function describeTable(url: string, table: string) {
  const type = table.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const { queries, row } = await askGraphql<{
    readonly queries: { readonly fields: readonly Field[] };
    readonly row: { readonly fields: readonly Field[] } | null;
  }>(
    url,
    `query ($type: String!) {
      queries: __type(name: "Query") { fields { name type { ${TYPE} } } }
      row: __type(name: $type) { fields { name type { ${TYPE} } } }
    }`,
    { type },
  );
  const list = queries.fields.find((field) => innermost(field.type).name === `${type}Page`)?.name;
  if (list === undefined || row === null) throw new Error(`The indexer has no table ${table}.`);
  const columns = row.fields.filter((field) => ["SCALAR", "ENUM"].includes(innermost(field.type).kind));
  return { list, columns: columns.map(({ name }) => name) };
}

const innermost = (type: TypeName): TypeName => (type.ofType === null ? type : innermost(type.ofType));

const inSnakeCase = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([field, value]) => [columnOf(field), value]));
