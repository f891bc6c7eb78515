import { expect } from "chai";
import { emptyIn, type IndexerQuery, indexerQueries } from "../../support/indexer-queries.ts";
import { columnOf, rowsOf } from "../../support/indexer-rows.ts";
import type { Indexer } from "./indexer.ts";

/** Declares tests of the questions in `indexer/queries`, of an indexer that has read the story. */
export function answersToThirty(told: () => { readonly clean: Indexer }): void {
  for (const query of indexerQueries()) {
    it(`answers ${query.name}, which asks: ${query.why}`, async () => {
      const { clean } = told();
      const tried: string[] = [];
      for (const variables of await choices(clean.url, query)) {
        const data = await clean.graphql<Record<string, unknown>>(query.text, variables);
        const empty = emptyIn(data);
        if (empty.length === 0) return;
        tried.push(`${JSON.stringify(variables)}: no ${empty}`);
      }
      expect(tried, "answers without a row").to.equal(undefined);
    });
  }
}

/** The example, with values that the index has, from each row that has them. */
async function choices(url: string, { example, take }: IndexerQuery): Promise<object[]> {
  const places = Object.entries(take).map(([variable, place]) => [variable, ...place.split(".")] as const);
  const table = places[0]?.[1];
  if (table === undefined) return [example];
  const found = (await rowsOf(url, columnOf(table))).map((row) =>
    Object.fromEntries(
      places.map(([variable, , column = ""]) => {
        const value = row[columnOf(column)];
        return [variable, Array.isArray(value) ? value[0] : value];
      }),
    ),
  );
  const whole = found.filter((each) => Object.values(each).every((value) => value !== null));
  const different = [...new Set(whole.map((each) => JSON.stringify(each)))];
  return different.map((each) => ({ ...example, ...JSON.parse(each) }));
}
