import superjson from "superjson";
import { type Draft, listText, type Parameter, quoted } from "./draft.ts";
import type { Given } from "./given.ts";
import type { Table, TableColumn } from "./model.ts";
import { QuestionError, shown } from "./question-error.ts";

/** How the rows of a page are sorted: all columns in one direction, the key last, so that no two rows are equal. */
export interface Order {
  readonly columns: readonly TableColumn[];
  readonly isDescending: boolean;
}

/** Throws `QuestionError` for what is no column, or no direction. */
export function orderOf(table: Table, orderBy: unknown, orderDirection: unknown): Order {
  const direction = String(orderDirection ?? "asc").toLowerCase();
  if (direction !== "asc" && direction !== "desc") {
    throw new QuestionError(`orderDirection is ${shown(orderDirection)}. Give "asc" or "desc".`);
  }
  const isDescending = direction === "desc";
  if (orderBy === undefined || orderBy === null) return { columns: table.key, isDescending };
  const first = table.columns.get(String(orderBy));
  if (first === undefined || first.form === "json" || (first.isArray && first.isBigint)) {
    const such = table.key[0]?.field;
    throw new QuestionError(
      `orderBy is ${shown(orderBy)}, by which rows of ${table.type} cannot be sorted. Give the name of a column, such as "${such}".`,
    );
  }
  return { columns: [first, ...table.key.filter((column) => column !== first)], isDescending };
}

/** The columns as ORDER BY has them. PostgreSQL takes no value for the greatest. */
export function orderSql({ columns, isDescending }: Order, rows: string, isReversed = false): string {
  const direction = isDescending === isReversed ? "" : " desc";
  return columns.map(({ name }) => `${rows}.${quoted(name)}${direction}`).join(", ");
}

/** Which columns a cursor has no value of, for a statement is another where it has none. */
export function nullsOf(cursor: unknown): string {
  if (typeof cursor !== "string") return "";
  const values = decoded(cursor);
  const empty = Object.entries(values ?? {}).filter(([, value]) => value === null);
  return empty.map(([name]) => name).join();
}

/** The condition for rows that come after a cursor's or before it, with the cursor's own row or without. */
export function besideCursor(
  draft: Draft,
  { columns, isDescending }: Order,
  rows: string,
  {
    name,
    cursor,
    isAfter,
    isItself,
  }: {
    readonly name: "after" | "before";
    readonly cursor: Given;
    readonly isAfter: boolean;
    readonly isItself: boolean;
  },
): string {
  const known = valuesIn(name, cursor.value, columns);
  const isGreater = isAfter !== isDescending;
  const sign = isGreater ? ">" : "<";
  const sqlOf = (column: TableColumn) => `${rows}.${quoted(column.name)}`;
  const sqlFor = (column: TableColumn) =>
    draft.parameter(cursor, (value) => encoded(name, column, valuesIn(name, value, columns)[column.field]));
  if (columns.every(({ isNullable }) => !isNullable)) {
    const equal = isItself ? "=" : "";
    return `(${columns.map(sqlOf).join(", ")}) ${sign}${equal} (${columns.map(sqlFor).join(", ")})`;
  }
  const beyond = (place: number): string => {
    const column = columns[place];
    if (column === undefined) return isItself ? "true" : "false";
    const sql = sqlOf(column);
    const next = beyond(place + 1);
    if (known[column.field] === null) {
      return isGreater ? `(${sql} is null and ${next})` : `(${sql} is not null or ${next})`;
    }
    const value = sqlFor(column);
    const more =
      isGreater && column.isNullable ? `${sql} > ${value} or ${sql} is null` : `${sql} ${sign} ${value}`;
    return `(${more} or (${sql} = ${value} and ${next}))`;
  };
  return beyond(0);
}

let last:
  | { readonly cursor: string; readonly values: Readonly<Record<string, unknown>> | undefined }
  | undefined;

/** The values in a cursor as Ponder makes them; undefined for what is none. The latest is kept: each column asks for it. */
function decoded(cursor: string): Readonly<Record<string, unknown>> | undefined {
  if (last?.cursor === cursor) return last.values;
  let values: unknown;
  try {
    values = superjson.parse(Buffer.from(cursor, "base64").toString());
  } catch {
    values = undefined;
  }
  const isObject = values !== null && typeof values === "object" && !Array.isArray(values);
  last = { cursor, values: isObject ? { ...(values as object) } : undefined };
  return last.values;
}

function valuesIn(name: string, cursor: unknown, columns: readonly TableColumn[]) {
  const values = decoded(String(cursor));
  const missing = columns.find(({ field }) => values?.[field] === undefined);
  if (values !== undefined && missing === undefined) return values;
  const why = values === undefined ? "which is no cursor" : `which has no ${missing?.field}`;
  throw new QuestionError(
    `${name} is ${shown(cursor)}, ${why}. Give ${name === "after" ? "endCursor" : "startCursor"} of a page with the same orderBy.`,
  );
}

/** A cursor comes from the caller, and may hold anything. */
function encoded(name: string, column: TableColumn, value: unknown): Parameter {
  const wanted = column.isBigint ? "bigint" : column.form === "text" ? "string" : undefined;
  const fits = (each: unknown) =>
    wanted === undefined ? typeof each === "boolean" || Number.isInteger(each) : typeof each === wanted;
  const isGood = column.isArray ? Array.isArray(value) && value.every(fits) : value === null || fits(value);
  if (!isGood || String(value).includes("\0")) {
    throw new QuestionError(
      `${name} has ${shown(value)} for ${column.field}, which cannot be one. Give a cursor as a page has it.`,
    );
  }
  return Array.isArray(value) ? listText(value.map(column.encode)) : column.encode(value);
}

/**
 * The SQL of a cursor as Ponder makes it: base64 of the columns' values as superjson writes them, which marks numbers without
 * bounds.
 * @param sqlFor The SQL of a column's value, as `cursorValue` has it.
 */
export function cursorSql(
  { columns }: Order,
  sqlFor: (column: TableColumn, place: number) => string,
): string {
  const values = columns.map((column, place) => `${sqlFor(column, place)} as ${quoted(column.field)}`);
  const json = `'{"json":' || (select row_to_json(o) from (select ${values.join(", ")}) o)::text`;
  const text = `${json} || ${marksSql(columns, sqlFor)} || '}'`;
  return `replace(encode(convert_to(${text}, 'UTF8'), 'base64'), chr(10), '')`;
}

function marksSql(
  columns: readonly TableColumn[],
  sqlFor: (column: TableColumn, place: number) => string,
): string {
  const numbers = columns.flatMap((column, place) =>
    column.isBigint ? [{ ...column, sql: sqlFor(column, place) }] : [],
  );
  if (numbers.length === 0) return "''";
  const marks = numbers.map(({ field, isNullable, sql }) => {
    const mark = `'"${field}":["bigint"]'`;
    return isNullable ? `case when ${sql} is not null then ${mark} end` : mark;
  });
  const meta = `',"meta":{"values":{' || ${listSql(marks)} || '}' || ${equalitiesSql(numbers)} || ',"v":1}'`;
  return `coalesce(${meta}, '')`;
}

/** Of numbers that are the same superjson notes that they are: beside the first of them the others. */
function equalitiesSql(numbers: readonly { readonly field: string; readonly sql: string }[]): string {
  const notes = numbers.slice(0, -1).map(({ field, sql }, place) => {
    const isLater = numbers.slice(0, place).map((before) => `${before.sql} = ${sql}`);
    const others = numbers
      .slice(place + 1)
      .map((other) => `case when ${sql} = ${other.sql} then '"${other.field}"' end`);
    const note = `'"${field}":[' || ${listSql(others)} || ']'`;
    return isLater.length === 0
      ? note
      : `case when not coalesce(${isLater.join(" or ")}, false) then ${note} end`;
  });
  return notes.length === 0 ? "''" : `coalesce(',"referentialEqualities":{' || ${listSql(notes)} || '}', '')`;
}

/** Null where each part is. */
const listSql = (parts: readonly string[]) => `nullif(concat_ws(',', ${parts.join(", ")}), '')`;

/** The value of a column as it stands in a cursor. */
export function cursorValue({ form, isArray, name }: TableColumn, rows: string): string {
  const sql = `${rows}.${quoted(name)}`;
  if (isArray) return `to_json(${sql})`;
  return form === "long" ? `${sql}::text` : sql;
}
