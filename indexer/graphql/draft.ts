import type { Given, Variables } from "./given.ts";

/** A value for a statement. Lists are texts as PostgreSQL writes them, so that every driver takes them. */
export type Parameter = string | boolean | null;

/** A statement that can be run with the variables of any request of its shape. */
export interface Statement {
  readonly text: string;
  /** Throws `QuestionError` for a value that the database cannot be given. */
  readonly parametersOf: (variables: Variables) => Parameter[];
}

/** Counts the parameters and the names of rows of a statement while it is written. */
export class Draft {
  readonly #reads: ((variables: Variables) => Parameter)[] = [];
  #names = 0;
  #scale = 1;
  #lookups = 0;

  /** How many rows the statement may read by the limits of its lists. */
  get lookups(): number {
    return this.#lookups;
  }

  /** Writes what is read for each of so many rows. */
  forEach<Result>(rows: number, write: () => Result): Result {
    const outside = this.#scale;
    this.#scale *= rows;
    this.#lookups += this.#scale;
    const result = write();
    this.#scale = outside;
    return result;
  }

  /** A name for the rows of a part of the statement. */
  name(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }

  /** The place of a value. */
  parameter({ read }: Given, encode: (value: unknown) => Parameter): string {
    this.#reads.push((variables) => encode(read(variables)));
    return `$${this.#reads.length}`;
  }

  finish(text: string): Statement {
    const reads = this.#reads;
    return { text, parametersOf: (variables) => reads.map((read) => read(variables)) };
  }
}

const QUOTED = /["\\]/g;

/** A list as PostgreSQL writes it. */
export function listText(values: readonly Parameter[]): string {
  const items = values.map((value) =>
    value === null ? "NULL" : `"${String(value).replace(QUOTED, "\\$&")}"`,
  );
  return `{${items.join()}}`;
}

/** The longest name that PostgreSQL does not cut. */
const LONGEST_NAME = 63;

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A key of an answer, and the SQL of its value. */
export type Entry = readonly [key: string, sql: string];

/** The SQL of an object. A key that is too long for a column's name is written as text. */
export function objectSql(entries: readonly Entry[]): string {
  if (entries.length === 0) return "'{}'::json";
  if (entries.some(([key]) => key.length > LONGEST_NAME)) {
    const pairs = entries.map(([key, sql]) => `'"${key}":' || coalesce(to_json(${sql})::text, 'null')`);
    return `('{' || ${pairs.join(" || ',' || ")} || '}')::json`;
  }
  return `(select row_to_json(o) from (select ${columnsSql(entries)}) o)`;
}

export const columnsSql = (entries: readonly Entry[]) =>
  entries.map(([key, sql]) => `${sql} as ${quoted(key)}`).join(", ");

/** Whether the columns of a row can be named as the keys. */
export const areNames = (entries: readonly Entry[]) =>
  entries.length > 0 && entries.every(([key]) => key.length <= LONGEST_NAME);
