import { type GraphQLFieldMap, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import { type Draft, type Entry, objectSql, quoted } from "./draft.ts";
import { type Field, type Fragments, fieldsOf } from "./fields.ts";
import type { Given } from "./given.ts";
import type { Model, Table, TableColumn } from "./model.ts";

/** What a part of a query is written down with. */
export interface Writing extends Fragments {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly draft: Draft;
  /** Writes a list of rows that belong to one. */
  readonly page: (table: Table, field: Asked, joined: readonly Joined[], rows: string) => string;
  /** Writes a number of rows. */
  readonly count: (counted: Counted) => string;
}

/** A column of rows that is the same as a column of the row they belong to. */
export interface Joined {
  readonly column: TableColumn;
  /** The SQL of the other row's. */
  readonly sql: string;
  /** The other row's, where the query itself says it. */
  readonly given?: Given | undefined;
}

/** Which rows are counted. */
export interface Counted {
  readonly table: Table;
  readonly rows: string;
  readonly joined: readonly Joined[];
  readonly where: Given | undefined;
  /** The SQL of how many of them the page has read, and of whether these are all; undefined where it may have left some out. */
  readonly read?: { readonly number: string; readonly isAll: string } | undefined;
}

/** The condition in SQL. */
export const joinedSql = ({ column, sql }: Joined, rows: string) => `${rows}.${quoted(column.name)} = ${sql}`;

/** A field with the type that it is of, whose arguments it takes. */
export interface Asked extends Field {
  readonly parent: string;
  readonly path: readonly string[];
}

/**
 * The keys of a row in an answer, and their SQL.
 * @param used The columns of the row that the SQL reads. @param keys Those whose values the query says.
 */
export function rowEntries(
  writing: Writing,
  table: Table,
  rows: string,
  { fields, path }: { readonly fields: readonly Field[]; readonly path: readonly string[] },
  used: Set<TableColumn>,
  keys: ReadonlyMap<TableColumn, Given> = new Map(),
): Entry[] {
  return fields.map((field): Entry => {
    if (field.name === "__typename") return [field.key, `'${table.type}'::text`];
    const column = table.columns.get(field.name);
    if (column !== undefined) {
      used.add(column);
      return [field.key, valueSql(column, rows)];
    }
    const relation = table.relations.get(field.name);
    const target = writing.model.get(relation?.target ?? "");
    if (relation === undefined || target === undefined) {
      throw new Error(`${table.type}.${field.name} is neither a column nor a relation of the tables.`);
    }
    for (const { own } of relation.pairs) used.add(own);
    const inner = writing.draft.name();
    const joined = relation.pairs.map(({ own, other }) => ({
      ...{ column: other, sql: `${rows}.${quoted(own.name)}`, given: keys.get(own) },
    }));
    const asked = { ...field, parent: table.type, path: [...path, field.key] };
    if (relation.isMany) return [field.key, writing.page(target, asked, joined, inner)];
    const conditions = joined.map((each) => joinedSql(each, inner));
    return [field.key, oneSql(writing, target, inner, asked, conditions)];
  });
}

/** One row, or null. */
export function oneSql(
  writing: Writing,
  table: Table,
  rows: string,
  field: Asked,
  conditions: readonly string[],
  keys?: ReadonlyMap<TableColumn, Given>,
): string {
  const inside = { fields: fieldsOf(field, writing), path: field.path };
  const entries = writing.draft.forEach(1, () => rowEntries(writing, table, rows, inside, new Set(), keys));
  return `(select ${objectSql(entries)} from ${quoted(table.name)} ${rows} where ${conditions.join(" and ")} limit 1)`;
}

function valueSql({ form, isArray, name }: TableColumn, rows: string): string {
  const sql = `${rows}.${quoted(name)}`;
  return form === "long" ? `${sql}::text${isArray ? "[]" : ""}` : sql;
}

/** The arguments that a field takes, by name. */
export function argumentsOf(schema: GraphQLSchema, parent: string, name: string) {
  const type = schema.getType(parent);
  const fields: GraphQLFieldMap<unknown, unknown> = isObjectType(type)
    ? (type as GraphQLObjectType).getFields()
    : {};
  return new Map((fields[name]?.args ?? []).map((argument) => [argument.name, argument.type]));
}
