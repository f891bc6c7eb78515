import { COUNTERS, type Counter } from "./counters.ts";
import { type Draft, quoted } from "./draft.ts";
import { type Given, partsOf } from "./given.ts";
import type { Model, Table } from "./model.ts";
import { type Counted, type Joined, joinedSql } from "./rows.ts";
import { conditionsOf } from "./where.ts";

/**
 * The SQL of the number of rows: a number that a row has where it is exactly that, else they are counted, also where that row is
 * not there.
 */
export function countSql(draft: Draft, model: Model, counted: Counted): string {
  const { table, rows, joined, where } = counted;
  const known = counterSql(draft, model, counted);
  const conditions = [
    ...joined.map((each) => joinedSql(each, rows)),
    ...conditionsOf(draft, table, rows, where),
  ];
  const filter = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const all = `(select count(*) from ${quoted(table.name)} ${rows}${filter})`;
  return known === undefined ? all : `coalesce(${known}, ${all})`;
}

/** Whether rows have to be read for the number. */
export const isCounted = ({ table, joined, where }: Counted) =>
  counterFor(table, joined, where) === undefined;

function counterSql(draft: Draft, model: Model, { table, joined, where }: Counted): string | undefined {
  const counter = counterFor(table, joined, where);
  const source = model.get(counter?.table ?? "");
  const column = source?.columns.get(counter?.column ?? "");
  if (counter === undefined || source === undefined || column === undefined) return undefined;
  const rows = draft.name();
  const filters = new Map(where === undefined || where.value === null ? [] : partsOf(where));
  const conditions = Object.entries(counter.by).map(([field, key]) => {
    const own = table.columns.get(field);
    const there = source.columns.get(key);
    const given = filters.get(field);
    if (own === undefined || there === undefined)
      throw new Error(`${table.type}.${field} leads to no ${key}.`);
    const sql = given
      ? draft.parameter(given, own.encode)
      : joined.find(({ column: same }) => same === own)?.sql;
    return `${rows}.${quoted(there.name)} = ${sql}`;
  });
  const filter = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  return `(select ${rows}.${quoted(column.name)} from ${quoted(source.name)} ${rows}${filter} limit 1)`;
}

function counterFor(table: Table, joined: readonly Joined[], where: Given | undefined): Counter | undefined {
  const filters = where === undefined || where.value === null ? [] : partsOf(where);
  const plain = filters.filter(([field, { value }]) => table.columns.has(field) && value !== null);
  const fields = [...joined.map(({ column }) => column.field), ...plain.map(([field]) => field)];
  if (plain.length !== filters.length || new Set(fields).size !== fields.length) return undefined;
  return COUNTERS[table.type]?.find(
    ({ by }) => Object.keys(by).length === fields.length && fields.every((field) => by[field] !== undefined),
  );
}
