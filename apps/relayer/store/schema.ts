/**
 * Tables of the relayer. Amounts are text, as they may be larger than a number of JavaScript is exact for.
 *
 * @param counted The type of a column that counts lines, which each database writes in its own way.
 */
export const schemaOf = (counted: string): string => `
CREATE TABLE IF NOT EXISTS intents (
  sequence ${counted},
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  data TEXT NOT NULL,
  state TEXT NOT NULL,
  fee TEXT NOT NULL,
  brings TEXT NOT NULL,
  payment TEXT,
  "transaction" BIGINT,
  position INTEGER,
  reason TEXT,
  asked_at BIGINT NOT NULL,
  gas TEXT,
  deploying TEXT
);
CREATE INDEX IF NOT EXISTS intents_by_state ON intents (state, sequence);
CREATE TABLE IF NOT EXISTS quotas (
  owner TEXT NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  asked BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS intents_by_payment ON intents (payment);
CREATE INDEX IF NOT EXISTS intents_by_transaction ON intents ("transaction");
CREATE TABLE IF NOT EXISTS transactions (
  number ${counted},
  sender TEXT NOT NULL,
  nonce BIGINT NOT NULL,
  "to" TEXT NOT NULL,
  data TEXT NOT NULL,
  gas TEXT NOT NULL,
  state TEXT NOT NULL,
  hash TEXT,
  block_number BIGINT,
  block_hash TEXT,
  UNIQUE (sender, nonce)
);
CREATE INDEX IF NOT EXISTS transactions_by_state ON transactions (sender, state, nonce);
CREATE INDEX IF NOT EXISTS transactions_that_move ON transactions (sender) WHERE state IN ('open', 'mined');
CREATE TABLE IF NOT EXISTS attempts (
  sequence ${counted},
  hash TEXT NOT NULL UNIQUE,
  "transaction" BIGINT NOT NULL REFERENCES transactions (number),
  raw TEXT NOT NULL,
  max_fee TEXT NOT NULL,
  priority_fee TEXT NOT NULL,
  signed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_by_transaction ON attempts ("transaction");
CREATE TABLE IF NOT EXISTS packings (
  "transaction" BIGINT NOT NULL REFERENCES transactions (number),
  position INTEGER NOT NULL,
  intent TEXT NOT NULL,
  PRIMARY KEY ("transaction", position)
);
CREATE TABLE IF NOT EXISTS leases (
  sender TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS credits (
  owner TEXT PRIMARY KEY,
  amount TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS tabs (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  tab TEXT NOT NULL,
  amount TEXT NOT NULL,
  signature TEXT NOT NULL,
  redeemed TEXT NOT NULL,
  redemption TEXT,
  is_over INTEGER NOT NULL
);
`;
