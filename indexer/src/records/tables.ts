import { getTableColumns, type Table } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { hasChanged } from "./stamps.ts";

/** What is looked up of a table for each row of it that is read or written. Columns by their names in the schema. */
export interface Shape {
  readonly keys: readonly string[];
  readonly columns: readonly string[];
  /** Columns of hex, which rows have in lower case. */
  readonly hex: readonly string[];
  /** Columns whose values are objects. */
  readonly nested: ReadonlySet<string>;
  /** A row in which nothing is set. */
  readonly blank: Readonly<Record<string, unknown>>;
  /** Whether its rows say what changed them last, and so may change. */
  readonly isChanging: boolean;
}

const shapes = new WeakMap<object, Shape>();

export function shapeOf(table: object): Shape {
  const known = shapes.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries(getTableColumns(table as Table));
  const { primaryKeys } = getTableConfig(table as PgTable);
  const isKey = (column: (typeof columns)[number][1]) =>
    column.primary || primaryKeys.some((key) => key.columns.some(({ name }) => name === column.name));
  const named = (is: (column: (typeof columns)[number][1]) => boolean) =>
    columns.flatMap(([name, column]) => (is(column) ? [name] : []));
  const shape: Shape = {
    keys: named(isKey),
    columns: named(() => true),
    hex: named(({ columnType }) => columnType === "PgHex"),
    nested: new Set(named(({ dataType }) => dataType === "array" || dataType === "json")),
    blank: Object.fromEntries(columns.map(([name, column]) => [name, column.default ?? null])),
    isChanging: hasChanged(table),
  };
  shapes.set(table, shape);
  return shape;
}

/** The name of a row in its table, by its key, or by a row that has it. */
export function keyOf({ keys }: Shape, row: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const name of keys) text += `${row[name]} `;
  // Hex comes in both cases; no other key differs in nothing but its case.
  return text.toLowerCase();
}

/**
 * A row as it is now. Ponder hands out rows behind proxies that clone the whole row when a column with an object in it is read; such
 * columns are shared here instead, since handlers do not change them.
 */
export function plainRow({ columns, nested }: Shape, row: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const name of columns) {
    plain[name] = nested.has(name)
      ? Reflect.getOwnPropertyDescriptor(row, name)?.value
      : Reflect.get(row, name);
  }
  return plain;
}

/** A new row: what is given, in the form that the database gives it back in, and the defaults. */
export function newRow({ blank, hex }: Shape, given: Readonly<Record<string, unknown>>) {
  const row: Record<string, unknown> = { ...blank };
  for (const name in given) if (given[name] !== undefined) row[name] = given[name];
  for (const name of hex) {
    const value = row[name];
    if (typeof value === "string") row[name] = value.toLowerCase();
  }
  return row;
}
