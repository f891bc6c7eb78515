import { randomUUID } from "node:crypto";
import type { AbortedDrawStore, BallotQuestion, BoardReceipt, ProfileStore } from "quittance/jury";
import type { Hex } from "viem";
import { abortedDrawsIn, pruneAbortedDraws } from "./aborted-draws.ts";
import type { Columns, Database, SqlValue, Statements } from "./database.ts";
import { type ListingStore, listingsIn, pruneListings } from "./listings.ts";
import { profilesIn } from "./profiles.ts";
import { pruneRfqs, type RfqStore, rfqsIn } from "./rfqs.ts";

/** What is posted to the board. */
export type EntryKind = "commitment" | "ballot" | "reasons";

/** Something to be kept. All hex is in lower case. */
export interface NewEntry extends BallotQuestion {
  readonly kind: "commitment" | "ballot";
  readonly juror: Hex;
  /** The same for entries that say the same: the hash in a commitment, the score of a ballot. */
  readonly named: string;
  /** The hash of a ballot's reasons; undefined for a commitment. */
  readonly reasons: Hex | undefined;
  /** JSON of what was signed. */
  readonly body: string;
  /** JSON of a drawn panel; undefined in round 1. */
  readonly panel: string | undefined;
  /** Unix seconds of the chain. */
  readonly receivedAt: number;
}

/** Something that is kept. */
export interface Entry {
  readonly sequence: number;
  readonly kind: EntryKind;
  readonly body: string;
  readonly panel: string | undefined;
  /** JSON of the deal's terms. */
  readonly terms: string;
  /** Unix seconds of the chain. */
  readonly receivedAt: number;
  /** Whether a ballot for the question was on the board before it. */
  readonly afterReveal: boolean;
}

/** How far a peer was read. */
export interface PeerPlace {
  /** Of the peer's database: another one counts from the start. */
  readonly epoch: string;
  readonly place: number;
}

/** What the board keeps. */
export interface Store {
  /** An id of this database. */
  readonly epoch: string;
  terms(deal: Hex): Promise<string | undefined>;
  /** Keeps an entry, with the terms of its deal; the first of a juror counts, and one other is kept beside it. */
  add(entry: NewEntry, terms: string): Promise<BoardReceipt>;
  entries(kind: "commitment" | "ballot", question: BallotQuestion): Promise<readonly Entry[]>;
  /** Commitments and ballots of a juror that came after a place, in order. */
  entriesOf(juror: Hex, after: number, limit: number): Promise<readonly Entry[]>;
  /** Unix seconds of the chain at which the first entry of a question came. */
  firstSeen(question: BallotQuestion): Promise<number | undefined>;
  /** Keeps reasons by their hash; undefined when no ballot names them. */
  addReasons(hash: Hex, text: string): Promise<BoardReceipt | undefined>;
  reasons(hash: Hex): Promise<string | undefined>;
  /** Entries that came after a place, in order. */
  changes(after: number, limit: number): Promise<readonly Entry[]>;
  peer(url: string): Promise<PeerPlace | undefined>;
  keepPeer(url: string, place: PeerPlace): Promise<void>;
  /** Deletes what was kept before a moment, milliseconds since 1970; gives how many entries. */
  prune(before: number): Promise<number>;
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Profiles of jurors, for the directory. */
  readonly profiles: ProfileStore;
  /** Statements about draws that a side did not go on with. */
  readonly abortedDraws: AbortedDrawStore;
  /** What sellers offer to everybody. */
  readonly listings: ListingStore;
  /** Requests for quotes, with their bids. */
  readonly rfqs: RfqStore;
  close(): Promise<void>;
}

/** A juror judges one delivery; a seller may sign another one. More are nothing but a way to fill the board. */
const MOST_EVIDENCE = 8;
/** One that counts, and one that proves that there was another. */
const MOST_EACH = 2;

const OF_QUESTION = "deal = ? AND milestone = ? AND round = ? AND evidence = ?";
const SELECT = "SELECT entries.*, deals.terms FROM entries JOIN deals ON deals.id = entries.deal";
const KEEP_EPOCH = "INSERT INTO facts (name, text) VALUES ('epoch', ?) ON CONFLICT (name) DO NOTHING";

const COUNTS = `SELECT kind, COUNT(*) AS count FROM entries GROUP BY kind
  UNION ALL SELECT 'aborted draw' AS kind, COUNT(*) AS count FROM aborted_draws
    WHERE kind = 'statement' GROUP BY kind
  UNION ALL SELECT kind, COUNT(*) AS count FROM listings GROUP BY kind
  UNION ALL SELECT 'rfq' AS kind, COUNT(*) AS count FROM rfqs HAVING COUNT(*) > 0`;

const placesOf = ({ deal, milestone, round, evidence }: BallotQuestion): SqlValue[] => [
  ...[deal, milestone, round, evidence],
];

/** The store over either database. */
export async function openStoreOn(database: Database, now: () => number = Date.now): Promise<Store> {
  await database.run(KEEP_EPOCH, randomUUID());
  const kept = await database.one("SELECT text FROM facts WHERE name = 'epoch'");
  const epoch = String(kept?.text);
  return {
    epoch,
    abortedDraws: abortedDrawsIn(database, epoch, now),
    profiles: profilesIn(database),
    listings: listingsIn(database, now),
    rfqs: rfqsIn(database, now),
    terms: async (deal) => {
      const found = await database.one("SELECT terms FROM deals WHERE id = ?", deal);
      return found && String(found.terms);
    },
    add: (entry, terms) => database.alone((sql) => add(sql, entry, terms, now())),
    entries: async (kind, question) => {
      const sql = `${SELECT} WHERE kind = ? AND ${OF_QUESTION} ORDER BY sequence`;
      return (await database.all(sql, kind, ...placesOf(question))).map(entryOf);
    },
    entriesOf: async (juror, after, limit) => {
      const sql = `${SELECT} WHERE juror = ? AND kind <> 'reasons' AND sequence > ? ORDER BY sequence LIMIT ?`;
      return (await database.all(sql, juror, after, limit)).map(entryOf);
    },
    firstSeen: async (question) => {
      const sql = `SELECT MIN(received_at) AS first FROM entries WHERE ${OF_QUESTION}`;
      const first = (await database.one(sql, ...placesOf(question)))?.first;
      return first === null || first === undefined ? undefined : Number(first);
    },
    addReasons: (hash, text) => database.alone((sql) => addReasons(sql, hash, text, now())),
    reasons: async (hash) => {
      const sql = "SELECT body FROM entries WHERE kind = 'reasons' AND named = ? LIMIT 1";
      const found = await database.one(sql, hash);
      return found && String(found.body);
    },
    changes: async (after, limit) => {
      const sql = `${SELECT} WHERE sequence > ? ORDER BY sequence LIMIT ?`;
      return (await database.all(sql, after, limit)).map(entryOf);
    },
    peer: async (url) => {
      const found = await database.one("SELECT epoch, place FROM peers WHERE url = ?", url);
      return found && { epoch: String(found.epoch), place: Number(found.place) };
    },
    keepPeer: async (url, { epoch, place }) => {
      const sql = `INSERT INTO peers (url, epoch, place) VALUES (?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET epoch = excluded.epoch, place = excluded.place`;
      await database.run(sql, url, epoch, place);
    },
    prune: (before) =>
      database.alone(async (sql) => {
        const deleted = await sql.run("DELETE FROM entries WHERE kept_at < ?", before);
        await sql.run("DELETE FROM deals WHERE id NOT IN (SELECT deal FROM entries)");
        const others = [await pruneAbortedDraws(sql, before), await pruneListings(sql, before)];
        return others.reduce((sum, each) => sum + each, deleted) + (await pruneRfqs(sql, before));
      }),
    counts: async () => {
      const found = await database.all(COUNTS);
      return Object.fromEntries(found.map(({ kind, count }) => [String(kind), Number(count)]));
    },
    close: () => database.close(),
  };
}

async function add(sql: Statements, entry: NewEntry, terms: string, keptAt: number): Promise<BoardReceipt> {
  const { kind, deal, milestone, round, evidence, juror, named, reasons, body, panel, receivedAt } = entry;
  const mine = `SELECT named FROM entries WHERE kind = ? AND ${OF_QUESTION} AND juror = ?`;
  const earlier = await sql.all(mine, kind, ...placesOf(entry), juror);
  if (earlier.some((each) => each.named === named)) return "known";
  if (earlier.length >= MOST_EACH || (await hasMany(sql, entry, earlier.length))) return "full";
  await sql.run("INSERT INTO deals (id, terms) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", deal, terms);
  const shown = await sql.one(
    `SELECT 1 AS has FROM entries WHERE kind = 'ballot' AND ${OF_QUESTION} LIMIT 1`,
    ...placesOf(entry),
  );
  await insert(sql, [
    ...[kind, deal, milestone, round, evidence, juror, earlier.length, named, reasons ?? null, body],
    ...[panel ?? null, receivedAt, shown === undefined ? 0 : 1, keptAt],
  ]);
  return earlier.length === 0 ? "first" : "double";
}

const COLUMNS =
  "kind, deal, milestone, round, evidence, juror, place, named, reasons, body, panel, received_at, after_reveal, kept_at";

const insert = (sql: Statements, values: readonly SqlValue[]) =>
  sql.run(`INSERT INTO entries (${COLUMNS}) VALUES (${values.map(() => "?").join(", ")})`, ...values);

/** Whether a juror has entries about as many deliveries of this milestone as it may have. */
async function hasMany(sql: Statements, entry: NewEntry, own: number): Promise<boolean> {
  if (own > 0) return false;
  const { kind, deal, milestone, round, juror } = entry;
  const found = await sql.one(
    "SELECT COUNT(DISTINCT evidence) AS count FROM entries WHERE kind = ? AND deal = ? AND milestone = ? AND round = ? AND juror = ?",
    ...[kind, deal, milestone, round, juror],
  );
  return Number(found?.count) >= MOST_EVIDENCE;
}

async function addReasons(sql: Statements, hash: Hex, text: string, keptAt: number) {
  const known = "SELECT 1 AS has FROM entries WHERE kind = 'reasons' AND named = ? LIMIT 1";
  if ((await sql.one(known, hash)) !== undefined) return "known";
  const naming = "SELECT * FROM entries WHERE kind = 'ballot' AND reasons = ? ORDER BY sequence LIMIT 1";
  const ballot = await sql.one(naming, hash);
  if (ballot === undefined) return undefined;
  const { deal, milestone, round, evidence, juror, place, panel, received_at: receivedAt } = ballot;
  await insert(sql, [
    ...["reasons", deal, milestone, round, evidence, juror, place, hash, null, text].map(
      (each) => each ?? null,
    ),
    ...[panel ?? null, receivedAt ?? 0, 1, keptAt],
  ]);
  return "first";
}

function entryOf(columns: Columns): Entry {
  const { sequence, kind, body, panel, terms, received_at: receivedAt, after_reveal: after } = columns;
  return {
    sequence: Number(sequence),
    kind: kind as EntryKind,
    body: String(body),
    panel: panel === null || panel === undefined ? undefined : String(panel),
    terms: String(terms),
    receivedAt: Number(receivedAt),
    afterReveal: Number(after) === 1,
  };
}
