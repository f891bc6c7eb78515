import { type Draft, listText, type Parameter, quoted } from "./draft.ts";
import { type Given, partsOf } from "./given.ts";
import type { Table, TableColumn } from "./model.ts";
import { QuestionError, shown } from "./question-error.ts";

/** What a filter's name ends in. A longer ending comes before one that it ends in. */
const ENDINGS = [
  ...["_not_starts_with_nocase", "_not_ends_with_nocase", "_not_contains_nocase", "_starts_with_nocase"],
  ...["_ends_with_nocase", "_contains_nocase", "_not_starts_with", "_not_ends_with", "_not_contains"],
  ...["_starts_with", "_ends_with", "_contains", "_not_has", "_not_in", "_has", "_gte", "_lte", "_not"],
  ...["_gt", "_lt", "_in", ""],
] as const;

type Ending = (typeof ENDINGS)[number];

const COMPARED = { _gt: ">", _lt: "<", _gte: ">=", _lte: "<=" } as const;

/** Conditions that all hold for the rows that a filter leaves. Throws `QuestionError`. */
export function conditionsOf(draft: Draft, table: Table, rows: string, where: Given | undefined): string[] {
  if (where === undefined || where.value === null) return [];
  return partsOf(where).flatMap(([name, given]) =>
    name === "AND" || name === "OR"
      ? listOf(draft, table, rows, name, given)
      : [conditionOf(draft, table, rows, name, given)],
  );
}

/** Each filter of the list is one condition, whatever it is made of. Filters without a condition count for nothing. */
function listOf(draft: Draft, table: Table, rows: string, name: "AND" | "OR", given: Given): string[] {
  if (!Array.isArray(given.value) || given.value.includes(null)) {
    throw new QuestionError(`${name} is ${shown(given.value)}. Give a list of filters.`);
  }
  const each = partsOf(given)
    .map(([, filter]) => conditionsOf(draft, table, rows, filter))
    .filter((conditions) => conditions.length > 0)
    .map((conditions) => `(${conditions.join(" and ")})`);
  return each.length === 0 ? [] : [`(${each.join(name === "AND" ? " and " : " or ")})`];
}

function conditionOf(draft: Draft, table: Table, rows: string, name: string, given: Given): string {
  const ending = ENDINGS.find((each) => name.endsWith(each)) ?? "";
  const column = table.columns.get(name.slice(0, name.length - ending.length));
  if (column === undefined) throw new QuestionError(`${name} is no filter of ${table.type}.`);
  return new Condition(draft, `${rows}.${quoted(column.name)}`, column, name, given).sql(ending);
}

class Condition {
  readonly #draft: Draft;
  readonly #sql: string;
  readonly #column: TableColumn;
  readonly #name: string;
  readonly #given: Given;

  constructor(draft: Draft, sql: string, column: TableColumn, name: string, given: Given) {
    this.#draft = draft;
    this.#sql = sql;
    this.#column = column;
    this.#name = name;
    this.#given = given;
  }

  sql(ending: Ending): string {
    const sql = this.#sql;
    switch (ending) {
      case "":
        return this.#isNullAsked() ? `${sql} is null` : this.#same();
      case "_not":
        if (this.#isNullAsked()) return `${sql} is not null`;
        return this.#column.isArray ? `not ${this.#same()}` : `${sql} <> ${this.#one()}`;
      case "_in":
        return `${sql} = any(${this.#list()})`;
      case "_not_in":
        return `${sql} <> all(${this.#list()})`;
      case "_has":
        return `${sql} @> ${this.#listOfOne()}`;
      case "_not_has":
        return `not (${sql} @> ${this.#listOfOne()})`;
      case "_gt":
      case "_lt":
      case "_gte":
      case "_lte":
        return `${sql} ${COMPARED[ending]} ${this.#one()}`;
      default:
        return this.#like(ending);
    }
  }

  /** Of a list: whether it has the same values, in any order. */
  #same(): string {
    const sql = this.#sql;
    if (!this.#column.isArray) return `${sql} = ${this.#one()}`;
    const list = this.#list();
    return `(${sql} @> ${list} and ${sql} <@ ${list})`;
  }

  #isNullAsked = () => !this.#column.isArray && this.#given.value === null;

  /** A word of the query stands in the statement, too: PostgreSQL then plans for it, and not for any word. */
  #one(): string {
    const { value, isFixed } = this.#given;
    const isPlain = isFixed && this.#column.isWord && value !== null;
    return isPlain ? `'${this.#encode(value)}'` : this.#draft.parameter(this.#given, this.#encode);
  }

  #list(): string {
    if (!Array.isArray(this.#given.value)) {
      throw new QuestionError(`${this.#name} is ${shown(this.#given.value)}. Give a list.`);
    }
    return this.#draft.parameter(this.#given, (value) => listText((value as unknown[]).map(this.#encode)));
  }

  #listOfOne = () => this.#draft.parameter(this.#given, (value) => listText([this.#encode(value)]));

  #like(ending: Ending): string {
    if (typeof this.#given.value !== "string") {
      throw new QuestionError(`${this.#name} is ${shown(this.#given.value)}. Give a text.`);
    }
    const [before, after] = [ending.includes("starts") ? "" : "%", ending.includes("ends") ? "" : "%"];
    const pattern = this.#draft.parameter(this.#given, (value) => {
      const text = plain(this.#name, String(value)).replace(/[\\%_]/g, "\\$&");
      return `${before}${this.#column.isHex ? text.toLowerCase() : text}${after}`;
    });
    const not = ending.startsWith("_not") ? "not " : "";
    return `${this.#sql} ${not}${ending.endsWith("_nocase") ? "ilike" : "like"} ${pattern}`;
  }

  #encode = (value: unknown): Parameter => {
    const encoded = this.#column.encode(value);
    return typeof encoded === "string" ? plain(this.#name, encoded) : encoded;
  };
}

function plain(name: string, text: string): string {
  if (!text.includes("\0")) return text;
  throw new QuestionError(`${name} holds a zero byte, which no text in the database has. Leave it out.`);
}
