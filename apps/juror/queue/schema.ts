/**
 * The tables of the queue. Times of the chain (`until`, `seen_at`) are unix seconds; those of this machine (`next_at`,
 * `lease_until`) are milliseconds. `present`: whether the chain asks the question now. `given`: it came
 * by a delivery that is not on-chain. What was done about the verdict and the pay of a question is in `submission`.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS question (
  key TEXT PRIMARY KEY,
  deal TEXT NOT NULL,
  pact TEXT NOT NULL,
  state TEXT NOT NULL,
  asked TEXT NOT NULL,
  host TEXT NOT NULL,
  until INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  present INTEGER NOT NULL DEFAULT 1,
  given INTEGER NOT NULL DEFAULT 0,
  score INTEGER,
  reasons TEXT,
  ballot TEXT,
  problem TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0,
  lease_of TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS submission (
  key TEXT PRIMARY KEY,
  delivery TEXT,
  problem TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  closing INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0,
  lease_of TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS question_waiting ON question (state, until);
`;
