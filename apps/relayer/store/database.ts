import type { Columns } from "./columns.ts";

export type SqlValue = string | number | null;

/** Statements of SQL that both databases understand; `?` stands for each value. */
export interface Statements {
  /** How many lines it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  one(sql: string, ...values: readonly SqlValue[]): Promise<Columns | undefined>;
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Columns[]>;
}

/** A database. Writes of all its users come one after the other. */
export interface Database extends Statements {
  /** All of it; nothing of it where it throws or answers false. On disk when it resolves. */
  atomically<Answer>(work: (statements: Statements) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}
