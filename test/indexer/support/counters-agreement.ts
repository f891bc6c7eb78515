import { expect } from "chai";
import { COUNTERS } from "../../../indexer/graphql/counters.ts";
import { modelOf } from "../../../indexer/graphql/model.ts";
import * as schema from "../../../indexer/ponder.schema.ts";
import { columnOf } from "../../support/indexer-rows.ts";
import type { Rows } from "./rows.ts";

/** Expects of every number that GraphQL takes for a count of rows that it is the number of these rows. */
export function expectCounters(rows: Rows): void {
  const model = modelOf(schema);
  const rowsOf = (table: string) => rows[model.get(table)?.name as keyof Rows] ?? [];
  let numbers = 0;
  for (const [counted, counters] of Object.entries(COUNTERS)) {
    for (const { by, table, column } of counters) {
      const pairs = Object.entries(by).map(([field, key]) => [columnOf(field), columnOf(key)] as const);
      for (const row of rowsOf(table)) {
        const own = rowsOf(counted).filter((each) =>
          pairs.every(([field, key]) => String(each[field]) === String(row[key])),
        );
        const place = `${counted} by ${pairs.map(([field]) => field)}: ${table}.${column} of ${JSON.stringify(row)}`;
        expect(row[columnOf(column)], place).to.equal(own.length);
        if (own.length > 0) numbers += 1;
      }
    }
  }
  expect(numbers).to.be.greaterThan(20);
}
