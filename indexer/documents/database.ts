export type SqlValue = string | number | null | Uint8Array;

/** One line of a table, by column. */
export type Columns = Readonly<Record<string, unknown>>;

/** Statements of SQL that both databases understand; `?` stands for each value. */
export interface Statements {
  /** How many lines it changed. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Columns[]>;
}

/** The database of the resolver, apart from that of the rows. */
export interface Database extends Statements {
  /** All of it, or nothing of it where it throws. */
  together<Answer>(work: (within: Statements) => Promise<Answer>): Promise<Answer>;
  /** Whether this process is the one that resolves: of several on one database it is one. It stays so until it ends. */
  claim(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Tables of the resolver. Times are milliseconds. `milestone`, `round` and `position` are -1 where there is none.
 *
 * @param bytes The type of a column that holds bytes, which each database calls by a name of its own.
 */
export const schemaOf = (bytes: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    tries INTEGER NOT NULL,
    next_at BIGINT,
    verified_at BIGINT,
    sequence BIGINT,
    size INTEGER,
    format TEXT,
    subject TEXT,
    content ${bytes},
    PRIMARY KEY (kind, hash)
  )`,
  "CREATE INDEX IF NOT EXISTS document_due ON document (next_at)",
  "CREATE INDEX IF NOT EXISTS document_by_hash ON document (hash)",
  "CREATE UNIQUE INDEX IF NOT EXISTS document_verified ON document (sequence)",
  `CREATE TABLE IF NOT EXISTS naming (
    contract TEXT NOT NULL,
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    deal TEXT NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (contract, kind, hash, deal, uri)
  )`,
  "CREATE INDEX IF NOT EXISTS naming_by_hash ON naming (kind, hash)",
  `CREATE TABLE IF NOT EXISTS draw (
    contract TEXT NOT NULL,
    deal TEXT NOT NULL,
    hash TEXT NOT NULL,
    pact TEXT NOT NULL,
    terms TEXT NOT NULL,
    panel TEXT,
    pool TEXT,
    tries INTEGER NOT NULL,
    next_at BIGINT,
    PRIMARY KEY (contract, deal)
  )`,
  "CREATE INDEX IF NOT EXISTS draw_due ON draw (next_at)",
  "CREATE TABLE IF NOT EXISTS place (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)",
];
