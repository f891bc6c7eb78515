export type SqlValue = string | number | null;

/** One line of a table, by column. */
export type Columns = Readonly<Record<string, SqlValue>>;

/** Statements of SQL that both databases understand; `?` stands for each value. */
export interface Statements {
  /** How many lines it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  one(sql: string, ...values: readonly SqlValue[]): Promise<Columns | undefined>;
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Columns[]>;
}

/** A database that several processes may write to at once. */
export interface Database extends Statements {
  /** All of it, or nothing of it where it throws. No other transaction that changes entries runs meanwhile. */
  alone<Answer>(work: (within: Statements) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}
