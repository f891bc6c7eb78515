/**
 * Tables of the exchange. What was signed is kept as the text of its message.
 *
 * @param counted The type of a column that counts lines, which each database writes in its own way.
 */
export const schemaOf = (counted: string): string => `
CREATE TABLE IF NOT EXISTS deals (
  id TEXT NOT NULL PRIMARY KEY,
  terms TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
  sequence ${counted},
  kind TEXT NOT NULL,
  deal TEXT NOT NULL REFERENCES deals (id),
  milestone INTEGER NOT NULL,
  round INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  juror TEXT NOT NULL,
  place INTEGER NOT NULL,
  named TEXT NOT NULL,
  reasons TEXT,
  body TEXT NOT NULL,
  panel TEXT,
  received_at BIGINT NOT NULL,
  after_reveal INTEGER NOT NULL,
  kept_at BIGINT NOT NULL,
  UNIQUE (kind, deal, milestone, round, evidence, juror, place)
);
CREATE INDEX IF NOT EXISTS entries_by_name ON entries (kind, named);
CREATE INDEX IF NOT EXISTS entries_by_reasons ON entries (reasons);
CREATE INDEX IF NOT EXISTS entries_by_age ON entries (kept_at);
CREATE INDEX IF NOT EXISTS entries_by_deal ON entries (deal);
CREATE INDEX IF NOT EXISTS entries_by_juror ON entries (juror, sequence);
CREATE TABLE IF NOT EXISTS peers (
  url TEXT NOT NULL PRIMARY KEY,
  epoch TEXT NOT NULL,
  place BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS profiles (
  juror TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS conflicts (
  juror TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS aborted_draws (
  sequence ${counted},
  kind TEXT NOT NULL,
  draw TEXT NOT NULL,
  stated_from TEXT NOT NULL,
  principal TEXT NOT NULL,
  stated_by TEXT NOT NULL,
  body TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  UNIQUE (kind, draw, stated_from)
);
CREATE INDEX IF NOT EXISTS aborted_draws_by_principal ON aborted_draws (principal);
CREATE INDEX IF NOT EXISTS aborted_draws_by_stating ON aborted_draws (stated_by);
CREATE INDEX IF NOT EXISTS aborted_draws_by_draw ON aborted_draws (draw, stated_from);
CREATE INDEX IF NOT EXISTS aborted_draws_by_age ON aborted_draws (kept_at);
CREATE TABLE IF NOT EXISTS listings (
  sequence ${counted},
  kind TEXT NOT NULL,
  hash TEXT NOT NULL,
  seller TEXT NOT NULL,
  name TEXT NOT NULL,
  number BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  body TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  UNIQUE (seller, name)
);
CREATE INDEX IF NOT EXISTS listings_by_hash ON listings (hash);
CREATE INDEX IF NOT EXISTS listings_by_age ON listings (kept_at);
CREATE TABLE IF NOT EXISTS listing_hashes (
  hash TEXT NOT NULL PRIMARY KEY,
  seller TEXT NOT NULL,
  name TEXT NOT NULL,
  kept_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS listing_hashes_by_age ON listing_hashes (kept_at);
CREATE TABLE IF NOT EXISTS listing_places (
  task TEXT NOT NULL,
  region TEXT NOT NULL,
  model INTEGER NOT NULL,
  price BIGINT NOT NULL,
  listing BIGINT NOT NULL,
  clauses INTEGER NOT NULL,
  latency BIGINT NOT NULL,
  capacity INTEGER NOT NULL,
  trust INTEGER NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS listing_places_in_order ON listing_places
  (task, region, model, price, listing, clauses, latency, capacity, trust, valid_from, valid_until);
CREATE INDEX IF NOT EXISTS listing_places_by_listing ON listing_places (listing);
CREATE TABLE IF NOT EXISTS sellers (
  seller TEXT NOT NULL PRIMARY KEY,
  admitted INTEGER NOT NULL,
  trust INTEGER NOT NULL,
  checked_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS sellers_by_check ON sellers (checked_at);
CREATE TABLE IF NOT EXISTS rfqs (
  sequence ${counted},
  hash TEXT NOT NULL UNIQUE,
  buyer TEXT NOT NULL,
  task TEXT NOT NULL,
  closes_at BIGINT NOT NULL,
  reveal_by BIGINT NOT NULL,
  body TEXT NOT NULL,
  kept_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS rfqs_by_task ON rfqs (task, sequence);
CREATE INDEX IF NOT EXISTS rfqs_by_buyer ON rfqs (buyer, closes_at);
CREATE INDEX IF NOT EXISTS rfqs_by_age ON rfqs (kept_at);
CREATE TABLE IF NOT EXISTS rfq_messages (
  rfq TEXT NOT NULL REFERENCES rfqs (hash) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  hash TEXT NOT NULL,
  sender TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (rfq, kind, hash)
);
CREATE INDEX IF NOT EXISTS rfq_messages_by_sender ON rfq_messages (rfq, kind, sender);
CREATE TABLE IF NOT EXISTS facts (
  name TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
);
`;
