import { columnOf, type Row } from "../../support/indexer-rows.ts";

/** A fact as the indexer gives it: amounts as text, columns in snake case. */
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
