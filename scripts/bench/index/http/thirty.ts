import { indexerQueries } from "../../../../test/support/indexer-queries.ts";
import { ask, type Question } from "./load.ts";

/** A question of `indexer/queries/`, with values that the rows have. */
export interface Query {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What explorers, market places and jurors ask all the time: of each page that people look at, the question behind it. */
export const HOT: readonly string[] = [
  ...["latest-deals", "latest-settlements", "deal-page", "deal-timeline", "address-page"],
  ...[
    "best-sellers",
    "ratings-of-a-seller",
    "deals-of-a-marketplace",
    "milestones-to-settle",
    "round-one-duties",
  ],
];

/** All thirty. A value comes from a row in the middle of its table, which is neither the first nor the last of its kind. */
export async function askableQueries(url: string): Promise<readonly Query[]> {
  const queries: Query[] = [];
  for (const { name, text: query, example, take } of indexerQueries()) {
    const variables: Record<string, unknown> = { ...example };
    const tables = new Set(Object.values(take).map((place) => place.split(".")[0] ?? ""));
    for (const table of tables) {
      const own = Object.entries(take).filter(([, place]) => place.startsWith(`${table}.`));
      const columns = own.map(([, place]) => place.split(".")[1] ?? "");
      const row = await middleOf(url, table, columns);
      for (const [place, [variable]] of own.entries()) {
        const value = row?.[columns[place] ?? ""];
        if (value !== null && value !== undefined)
          variables[variable] = Array.isArray(value) ? value[0] : value;
      }
    }
    queries.push({ name, query, variables });
  }
  return queries;
}

async function middleOf(url: string, table: string, columns: readonly string[]) {
  const filter = columns.map((column) => `${column}_not: null`).join(", ");
  const asked = (where: string) =>
    `{ rows: ${table}s(limit: 1000${where}) { items { ${[...new Set(columns)].join(" ")} } } }`;
  const isList = table === "deal" && columns.includes("panel");
  const query = asked(isList ? "" : `, where: { ${filter} }`);
  const answer = await ask(url, {
    name: `rows of ${table}`,
    path: "/graphql",
    body: JSON.stringify({ query }),
  });
  const { items } = JSON.parse(answer).data.rows as {
    readonly items: readonly Readonly<Record<string, unknown>>[];
  };
  return items[items.length >> 1];
}

/** The question as a request. */
export const requestOf = ({ name, query, variables }: Query): Question => ({
  ...{ name, path: "/graphql", body: JSON.stringify({ query, variables }) },
});

/** The same query with the number of all rows of each of its lists; undefined for one without lists. */
export function countedQuery(query: Query): Query | undefined {
  const counted = query.query.replaceAll(/\bitems\s*\{/g, "totalCount items {");
  return counted === query.query ? undefined : { ...query, query: counted };
}
