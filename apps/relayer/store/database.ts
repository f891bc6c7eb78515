import type { Columns } from "./columns.ts";

export type SqlValue = string | number | null;

/** Statements of SQL that both databases understand; `?` stands for each value. */
export interface Statements {
  /** How many lines it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  one(sql: string, ...values: readonly SqlValue[]): Promise<Columns | undefined>;
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Columns[]>;
}

/** Statements of one transaction. */
export interface Transaction extends Statements {
  /** Lines that no other transaction changes before this one ends. `sql` selects them, in the order in which they are locked. */
  locked(sql: string, ...values: readonly SqlValue[]): Promise<readonly Columns[]>;
}

/** A database that several workers may write to at once. */
export interface Database<Within extends Transaction = Transaction> extends Statements {
  /**
   * All of it; nothing of it where it throws or answers false. On disk when it resolves. `work` is run again where it and
   * another transaction waited for each other.
   */
  atomically<Answer>(work: (within: Within) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

/** As many question marks as there are values, for a list in SQL. */
export const placesFor = (values: readonly unknown[]): string => values.map(() => "?").join(", ");
