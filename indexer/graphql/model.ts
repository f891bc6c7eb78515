import {
  type Column,
  createTableRelationsHelpers,
  extractTablesRelationalConfig,
  is,
  Many,
  One,
  type TableRelationalConfig,
} from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import { getTableConfig, PgEnumColumn, PgTable } from "drizzle-orm/pg-core";

/** How GraphQL writes what a column holds. */
type Form = "text" | "long" | "json" | "plain";

/** A column, by its names in GraphQL and in SQL. */
export interface TableColumn {
  readonly field: string;
  readonly name: string;
  /** `long`: a number that JSON has as a text. `plain`: what PostgreSQL writes as JSON does. */
  readonly form: Form;
  readonly isArray: boolean;
  readonly isNullable: boolean;
  /** Kept in small letters. */
  readonly isHex: boolean;
  /** One of a few values, of which some are far more frequent than others. */
  readonly isWord: boolean;
  /** A number that cursors mark as one without bounds. */
  readonly isBigint: boolean;
  /** What the database is given for a value of GraphQL. */
  readonly encode: (value: unknown) => string | boolean | null;
}

/** What leads from a row to others: columns of the row, each beside the column of the others that is the same. */
export interface TableRelation {
  readonly isMany: boolean;
  readonly target: string;
  readonly pairs: readonly { readonly own: TableColumn; readonly other: TableColumn }[];
}

export interface Table {
  /** In GraphQL. */
  readonly type: string;
  /** In SQL. No schema is named: the connection says where tables are looked up. */
  readonly name: string;
  readonly columns: ReadonlyMap<string, TableColumn>;
  readonly relations: ReadonlyMap<string, TableRelation>;
  readonly key: readonly TableColumn[];
}

/** Tables by their names in GraphQL. */
export type Model = ReadonlyMap<string, Table>;

/**
 * Reads tables, columns and relations from the objects of a schema, as Ponder makes its GraphQL of them.
 * Throws Error for a column of a kind that GraphQL's values are not known of.
 */
export function modelOf(schema: Readonly<Record<string, unknown>>): Model {
  const { tables } = extractTablesRelationalConfig(schema, createTableRelationsHelpers);
  const configs = Object.values(tables);
  const columnsOf = new Map(
    configs.map(({ tsName, columns }) => [
      tsName,
      new Map(Object.entries(columns).map(([field, column]) => [field, columnOf(field, column)])),
    ]),
  );
  const columnFor = (type: string, column: Column) => {
    const found = [...(columnsOf.get(type)?.values() ?? [])].find(({ name }) => name === sqlNameOf(column));
    if (found === undefined) throw new Error(`The table ${type} has no column ${column.name}.`);
    return found;
  };
  return new Map(
    configs.map((config) => {
      const { tsName: type, dbName: name } = config;
      const columns = columnsOf.get(type) ?? new Map<string, TableColumn>();
      const relations = new Map(
        Object.keys(config.relations).map((field) => [field, relationOf(configs, config, field, columnFor)]),
      );
      const key = keyOf(schema[type], config).map((column) => columnFor(type, column));
      return [type, { type, name, columns, relations, key }];
    }),
  );
}

/** In the order in which the key has them, which pages are sorted by. */
function keyOf(table: unknown, { columns }: TableRelationalConfig): readonly Column[] {
  const [composite] = is(table, PgTable) ? getTableConfig(table).primaryKeys : [];
  return composite?.columns ?? Object.values(columns).filter(({ primary }) => primary);
}

function relationOf(
  configs: readonly TableRelationalConfig[],
  from: TableRelationalConfig,
  field: string,
  columnFor: (type: string, column: Column) => TableColumn,
): TableRelation {
  const relation = from.relations[field];
  const target = configs.find(({ dbName }) => dbName === relation?.referencedTableName);
  if (relation === undefined || target === undefined) {
    throw new Error(`${from.tsName}.${field} leads to a table that is not exported.`);
  }
  if (is(relation, One)) {
    const { fields = [], references = [] } = relation.config ?? {};
    const pairs = fields.map((own, place) => pairOf(own, references[place], field));
    return {
      ...{ isMany: false, target: target.tsName },
      pairs: pairs.map(([own, other]) => ({
        own: columnFor(from.tsName, own),
        other: columnFor(target.tsName, other),
      })),
    };
  }
  if (!is(relation, Many)) throw new Error(`${from.tsName}.${field} leads neither to one row nor to many.`);
  const back = Object.values(target.relations).find(
    (each): each is One =>
      is(each, One) &&
      (relation.relationName === undefined
        ? each.referencedTableName === from.dbName
        : each.relationName === relation.relationName),
  );
  const { fields = [], references = [] } = back?.config ?? {};
  if (fields.length === 0) throw new Error(`${from.tsName}.${field} has no relation that leads back.`);
  const pairs = references.map((own, place) => pairOf(own, fields[place], field));
  return {
    ...{ isMany: true, target: target.tsName },
    pairs: pairs.map(([own, other]) => ({
      own: columnFor(from.tsName, own),
      other: columnFor(target.tsName, other),
    })),
  };
}

function pairOf(own: Column, other: Column | undefined, field: string): readonly [Column, Column] {
  if (other === undefined) throw new Error(`The relation ${field} has a column too few.`);
  return [own, other];
}

/** The name that Ponder gives it in the database. */
const sqlNameOf = ({ name, keyAsName }: Column) => (keyAsName ? toSnakeCase(name) : name);

function columnOf(field: string, column: Column): TableColumn {
  const isArray = column.columnType === "PgArray";
  const item = isArray ? (column as unknown as { readonly baseColumn: Column }).baseColumn : column;
  return {
    ...{ field, isArray },
    name: sqlNameOf(column),
    form: formOf(field, item),
    isNullable: !column.notNull,
    isWord: is(item, PgEnumColumn) || item.columnType === "PgBoolean",
    isHex: item.columnType === "PgHex",
    isBigint: ["PgEvmBigint", "PgBigInt64"].includes(item.columnType),
    encode: (value) => textOf(value === null ? null : item.mapToDriverValue(value)),
  };
}

function formOf(field: string, column: Column): Form {
  if (["PgHex", "PgText"].includes(column.columnType) || is(column, PgEnumColumn)) return "text";
  if (["PgEvmBigint", "PgNumeric", "PgBigInt64"].includes(column.columnType)) return "long";
  if (["PgJson", "PgJsonb"].includes(column.columnType)) return "json";
  if (["PgInteger", "PgSerial", "PgBigInt53", "PgBoolean"].includes(column.columnType)) return "plain";
  throw new Error(
    `The column ${field} is a ${column.columnType}, which indexer/graphql/model.ts does not know how to write. Add it there.`,
  );
}

const textOf = (value: unknown) => (value === null || typeof value === "boolean" ? value : String(value));
