import { toJson } from "quittance/json";
import {
  hashListing,
  type ListingQuery,
  parseListing,
  type SignedListing,
  type SignedListingWithdrawal,
} from "quittance/market";
import type { Hex } from "viem";
import type { Columns, Database, Statements } from "./database.ts";
import { addPlaces, type Place, removePlaces, type SearchedPage, searchPlaces } from "./listing-places.ts";

/** What became of a listing or a withdrawal. `full`: its seller has as many as it may have. */
export type ListingReceipt = "first" | "known" | "replaced" | "older" | "full";

/** What the exchange found out about a seller. */
export interface SellerState {
  readonly isAdmitted: boolean;
  /** Score of the trust API; undefined where it is not known. */
  readonly trust: number | undefined;
}

/** What a hash leads to: what counts of its seller and name now. */
export interface Found {
  readonly kind: "listing" | "withdrawal";
  /** Whether it is the one that was asked for. */
  readonly isCurrent: boolean;
  /** Its JSON, as it was kept. */
  readonly body: string;
}

/** One thing that peers read. */
export interface ListingChange {
  readonly place: number;
  readonly kind: "listing" | "withdrawal";
  readonly body: string;
}

/** Listings and withdrawals that were verified. Of a seller and a name it keeps what counts. */
export interface ListingStore {
  /** @param most Listings that the seller may have at once. */
  add(
    listing: SignedListing,
    seller: SellerState,
    most: { readonly each: number; readonly now: number },
  ): Promise<ListingReceipt>;
  withdraw(withdrawal: SignedListingWithdrawal, most: { readonly each: number }): Promise<ListingReceipt>;
  find(hash: Hex): Promise<Found | undefined>;
  search(
    query: ListingQuery,
    options: { readonly now: number; readonly limit: number; readonly after: Place | undefined },
  ): Promise<SearchedPage>;
  /** Those of one seller that are to be shown. */
  ofSeller(seller: string): Promise<readonly Columns[]>;
  changes(after: number, limit: number): Promise<readonly ListingChange[]>;
  /** Notes what was found out about a seller, and shows or hides its listings. */
  keepSeller(seller: string, state: SellerState): Promise<void>;
  /** Sellers that were looked at before a moment, milliseconds since 1970, the longest ago first. */
  sellersBefore(before: number, limit: number): Promise<readonly string[]>;
}

/** Names that a seller may have used, for each listing that it may have at once: withdrawn and expired ones stay for a while. */
const NAMES_EACH = 10;
const MINE = "SELECT * FROM listings WHERE seller = ? AND name = ?";
const INSERT =
  "INSERT INTO listings (kind, hash, seller, name, number, valid_until, body, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

/** Listings in the database of the exchange. */
export function listingsIn(database: Database, now: () => number): ListingStore {
  return {
    add: (listing, state, most) =>
      database.alone((sql) => add(sql, listing, state, { ...most, keptAt: now() })),
    withdraw: (withdrawal, most) =>
      database.alone((sql) => withdraw(sql, withdrawal, { ...most, keptAt: now() })),
    find: (hash) => find(database, hash),
    search: (query, options) => searchPlaces(database, query, options),
    ofSeller: (seller) =>
      database.all(
        `SELECT listings.body, sellers.trust FROM listings JOIN sellers ON sellers.seller = listings.seller
          WHERE listings.seller = ? AND kind = 'listing' AND sellers.admitted = 1 ORDER BY listings.sequence`,
        seller.toLowerCase(),
      ),
    changes: async (after, limit) => {
      const sql = "SELECT sequence, kind, body FROM listings WHERE sequence > ? ORDER BY sequence LIMIT ?";
      return (await database.all(sql, after, limit)).map(({ sequence, kind, body }) => ({
        ...{ place: Number(sequence), body: String(body) },
        kind: kind === "listing" ? "listing" : "withdrawal",
      }));
    },
    keepSeller: (seller, state) =>
      database.alone((sql) => keepSeller(sql, seller.toLowerCase(), state, now())),
    sellersBefore: async (before, limit) => {
      const sql = "SELECT seller FROM sellers WHERE checked_at < ? ORDER BY checked_at LIMIT ?";
      return (await database.all(sql, before, limit)).map(({ seller }) => String(seller));
    },
  };
}

async function add(
  sql: Statements,
  listing: SignedListing,
  state: SellerState,
  { each, now, keptAt }: { readonly each: number; readonly now: number; readonly keptAt: number },
): Promise<ListingReceipt> {
  const seller = listing.seller.toLowerCase();
  const { name, sequence, validUntil } = listing;
  const hash = hashListing(listing);
  const mine = await sql.one(MINE, seller, name);
  if (mine?.hash === hash) return "known";
  if (mine !== undefined && Number(mine.number) >= sequence) return "older";
  const live = await sql.one(
    "SELECT COUNT(*) AS count FROM listings WHERE seller = ? AND kind = 'listing' AND valid_until > ? AND name <> ?",
    ...[seller, now, name],
  );
  if (Number(live?.count) >= each) return "full";
  if (mine === undefined && (await hasManyNames(sql, seller, each))) return "full";
  const number = await put(sql, mine, [
    ...["listing", hash, seller, name, sequence, validUntil, toJson(listing), keptAt],
  ]);
  await sql.run(
    "INSERT INTO listing_hashes (hash, seller, name, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
    ...[hash, seller, name, keptAt],
  );
  await noteSeller(sql, seller, state, keptAt);
  if (state.isAdmitted) await addPlaces(sql, listing, number, state.trust);
  return mine === undefined ? "first" : "replaced";
}

async function withdraw(
  sql: Statements,
  withdrawal: SignedListingWithdrawal,
  { each, keptAt }: { readonly each: number; readonly keptAt: number },
): Promise<ListingReceipt> {
  const seller = withdrawal.seller.toLowerCase();
  const { name, sequence } = withdrawal;
  const mine = await sql.one(MINE, seller, name);
  if (mine !== undefined && Number(mine.number) > sequence) return "older";
  if (mine?.kind === "withdrawal" && Number(mine.number) === sequence) return "known";
  if (mine === undefined && (await hasManyNames(sql, seller, each))) return "full";
  await put(sql, mine, ["withdrawal", "", seller, name, sequence, 0, toJson(withdrawal), keptAt]);
  return mine === undefined ? "first" : "replaced";
}

async function hasManyNames(sql: Statements, seller: string, each: number): Promise<boolean> {
  const names = await sql.one("SELECT COUNT(*) AS count FROM listings WHERE seller = ?", seller);
  return Number(names?.count) >= each * NAMES_EACH;
}

/** Puts a line in the place of the seller's earlier one of this name; gives its number, by which peers read on. */
async function put(
  sql: Statements,
  earlier: Columns | undefined,
  values: readonly (string | number)[],
): Promise<number> {
  if (earlier !== undefined) {
    await removePlaces(sql, Number(earlier.sequence));
    await sql.run("DELETE FROM listings WHERE sequence = ?", earlier.sequence ?? null);
  }
  await sql.run(INSERT, ...values);
  const [, , seller = "", name = ""] = values;
  return Number((await sql.one(MINE, seller, name))?.sequence);
}

async function find(database: Database, hash: Hex): Promise<Found | undefined> {
  const known = await database.one(
    "SELECT seller, name FROM listing_hashes WHERE hash = ?",
    hash.toLowerCase(),
  );
  if (known === undefined) return undefined;
  const mine = await database.one(MINE, known.seller ?? "", known.name ?? "");
  if (mine === undefined) return undefined;
  return {
    kind: mine.kind === "withdrawal" ? "withdrawal" : "listing",
    isCurrent: mine.hash === hash.toLowerCase(),
    body: String(mine.body),
  };
}

const noteSeller = (sql: Statements, seller: string, { isAdmitted, trust }: SellerState, at: number) =>
  sql.run(
    `INSERT INTO sellers (seller, admitted, trust, checked_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (seller) DO UPDATE SET admitted = excluded.admitted, trust = excluded.trust,
        checked_at = excluded.checked_at`,
    ...[seller, isAdmitted ? 1 : 0, trust ?? -1, at],
  );

async function keepSeller(sql: Statements, seller: string, state: SellerState, at: number): Promise<void> {
  const { isAdmitted, trust } = state;
  const before = await sql.one("SELECT admitted, trust FROM sellers WHERE seller = ?", seller);
  await noteSeller(sql, seller, state, at);
  if (Number(before?.admitted) === (isAdmitted ? 1 : 0) && Number(before?.trust) === (trust ?? -1)) return;
  const mine = await sql.all(
    "SELECT sequence, body FROM listings WHERE seller = ? AND kind = 'listing'",
    seller,
  );
  for (const { sequence, body } of mine) {
    await removePlaces(sql, Number(sequence));
    if (isAdmitted) await addPlaces(sql, parseListing(String(body)), Number(sequence), trust);
  }
}

/** Deletes what was kept before a moment, and what can be found of listings that are not good any more. */
export async function pruneListings(sql: Statements, before: number): Promise<number> {
  const old = await sql.all("SELECT sequence FROM listings WHERE kept_at < ?", before);
  for (const { sequence } of old) await removePlaces(sql, Number(sequence));
  await sql.run("DELETE FROM listings WHERE kept_at < ?", before);
  await sql.run("DELETE FROM listing_hashes WHERE kept_at < ?", before);
  await sql.run("DELETE FROM sellers WHERE seller NOT IN (SELECT seller FROM listings)");
  return old.length;
}
