import { readFileSync } from "node:fs";
import type {
  IntrospectionField,
  IntrospectionInputValue,
  IntrospectionQuery,
  IntrospectionType,
} from "graphql";

interface Descriptions {
  readonly tables: Readonly<
    Record<string, { readonly says: string; readonly columns: Readonly<Record<string, string>> }>
  >;
  readonly enums: Readonly<Record<string, string>>;
}

/** Written by `npm run docs:graphql` from the doc comments of the schema. */
const FILE = new URL("./descriptions.json", import.meta.url);

/** Types that are not those of a table. */
const TYPES: Readonly<Record<string, string>> = {
  Query:
    "What can be asked: one row by its key, a list of rows, and up to which block the rows know everything.",
  Meta: "Up to which block everything is indexed.",
  PageInfo: "Whether there are rows before and after a page, and the cursors that lead there.",
  ViewPageInfo: "Whether there are rows before and after a page.",
  BigInt: "A whole number as text: an amount in USDC base units, or unix seconds.",
  JSON: "JSON.",
  String: "A text.",
  Int: "A whole number of 32 bits.",
  Boolean: "True or false.",
};

const FIELDS: Readonly<Record<string, string>> = {
  "Query._meta":
    "Up to which block everything is indexed. The answer's header `quittance-as-of` says the same, with the block's hash.",
  "Meta.status":
    'By the name of the chain: its id, and number and unix time of the latest block that is indexed, as `{"chain": {"id": 8453, "block": {"number": 1, "timestamp": 1}}}`.',
  "PageInfo.hasNextPage": "Whether there are rows behind this page.",
  "PageInfo.hasPreviousPage": "Whether there are rows before this page.",
  "PageInfo.startCursor": "`before` of the page before this one.",
  "PageInfo.endCursor": "`after` of the next page.",
  "ViewPageInfo.hasNextPage": "Whether there are rows behind this page.",
  "ViewPageInfo.hasPreviousPage": "Whether there are rows before this page.",
};

const ARGUMENTS: Readonly<Record<string, string>> = {
  where: "Only rows for which all of it holds.",
  orderBy: "A column. Rows with the same value follow by their key.",
  orderDirection: "`asc`, which is the default, or `desc`, which puts rows without a value first.",
  before: "`startCursor` of a page: the rows before it.",
  after: "`endCursor` of a page: the rows behind it.",
  limit: "Rows of a page: at most 1,000; 50 when left out.",
  offset: "Rows to leave out. A cursor is quicker, and misses no row.",
};

const PAGE: Readonly<Record<string, string>> = {
  items: "The rows of the page.",
  pageInfo: "What leads to the pages before and behind it.",
  totalCount:
    "All rows that `where` leaves, on all pages. PostgreSQL reads them all for it, once for each state of the rows, unless a counter has their number.",
};

/** What a filter's name ends in; the longest first. */
const FILTERS: readonly (readonly [ending: string, says: string])[] = [
  ["_not_starts_with", "does not begin with this"],
  ["_not_ends_with", "does not end in this"],
  ["_starts_with", "begins with this"],
  ["_not_contains", "does not contain this"],
  ["_ends_with", "ends in this"],
  ["_contains", "contains this"],
  ["_not_has", "does not have this among its values"],
  ["_not_in", "is none of these"],
  ["_has", "has this among its values"],
  ["_gte", "is this or more"],
  ["_lte", "is this or less"],
  ["_not", "is not this"],
  ["_in", "is one of these"],
  ["_gt", "is more than this"],
  ["_lt", "is less than this"],
  ["", "is this"],
];

/** The introspection of the indexer's GraphQL, with a description of each type, field, argument and filter. */
export function described(introspection: IntrospectionQuery): IntrospectionQuery {
  const words = JSON.parse(readFileSync(FILE, "utf8")) as Descriptions;
  const types = introspection.__schema.types.map((type) =>
    type.name.startsWith("__") ? type : describedType(type, words),
  );
  return { __schema: { ...introspection.__schema, types } };
}

function describedType(type: IntrospectionType, words: Descriptions): IntrospectionType {
  const { name } = type;
  const table = words.tables[name];
  const description =
    table?.says ?? words.enums[name] ?? TYPES[name] ?? describedByName(name, words) ?? type.description;
  switch (type.kind) {
    case "OBJECT":
      return { ...type, description, fields: type.fields.map((field) => describedField(name, field, words)) };
    case "INPUT_OBJECT":
      return {
        ...type,
        description,
        inputFields: type.inputFields.map((field) => describedFilter(name, field)),
      };
    case "ENUM":
      return {
        ...type,
        description,
        enumValues: type.enumValues.map((value) => ({
          ...value,
          description: `${value.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`,
        })),
      };
    default:
      return { ...type, description };
  }
}

/** Of a page or a filter of a table. */
function describedByName(name: string, { tables }: Descriptions): string | undefined {
  const [, table = "", kind] = /^(\w+)(Page|Filter)$/.exec(name) ?? [];
  if (tables[table] === undefined) return undefined;
  return kind === "Page"
    ? `A page of rows of \`${table}\`.`
    : `Which rows of \`${table}\`: all that is given must hold.`;
}

function describedField(type: string, field: IntrospectionField, words: Descriptions): IntrospectionField {
  const leadsTo = leafOf(field.type);
  const table = leadsTo.replace(/Page$/, "");
  const row = words.tables[table];
  const isList = leadsTo.endsWith("Page");
  const related =
    row &&
    (isList
      ? `Rows of \`${table}\` that belong to it. ${row.says}`
      : `The \`${table}\` that it belongs to, or that is to it. ${row.says}`);
  const asked =
    row &&
    (isList
      ? `A list of rows of \`${table}\`. ${row.says}`
      : `A row of \`${table}\` by its key; null when there is none.`);
  const description =
    FIELDS[`${type}.${field.name}`] ??
    words.tables[type]?.columns[field.name] ??
    (type.endsWith("Page") ? PAGE[field.name] : undefined) ??
    (type === "Query" ? asked : related) ??
    field.description;
  const args = field.args.map((argument) => ({
    ...argument,
    description:
      ARGUMENTS[argument.name] ?? words.tables[leadsTo]?.columns[argument.name] ?? argument.description,
  }));
  return { ...field, description, args };
}

function describedFilter(type: string, field: IntrospectionInputValue): IntrospectionInputValue {
  if (field.name === "AND") return { ...field, description: "All of these hold." };
  if (field.name === "OR") return { ...field, description: "One of these holds." };
  const [ending = "", says] = FILTERS.find(([end]) => field.name.replace(/_nocase$/, "").endsWith(end)) ?? [];
  const name = field.name.replace(/_nocase$/, "");
  const column = name.slice(0, name.length - ending.length);
  const cases = field.name.endsWith("_nocase") ? ", in capitals or not" : "";
  return { ...field, description: `\`${column}\` of \`${type.replace(/Filter$/, "")}\` ${says}${cases}.` };
}

/** The name of a type without "list of" and "not null". */
function leafOf(type: { readonly kind: string; readonly name?: string; readonly ofType?: unknown }): string {
  return type.ofType ? leafOf(type.ofType as Parameters<typeof leafOf>[0]) : (type.name ?? "");
}
