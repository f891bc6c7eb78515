import type { ListingQuery, SignedListing } from "quittance/market";
import type { Columns, Database, SqlValue, Statements } from "./database.ts";

// A listing has a line for each task, region and price model that it can be looked for by, in the order of prices. A search reads one range of
// that index, or two, and looks at a bounded number of lines: no question can make the exchange read more.

/** Where a page goes on. */
export interface Place {
  readonly price: number;
  /** Number of the line in `listings`. */
  readonly listing: number;
}

/** One page of a search. */
export interface SearchedPage {
  readonly found: readonly Columns[];
  /** Undefined when there is no more. */
  readonly next: Place | undefined;
}

/** Clause kinds by their bit; a kind that is added later goes to the end. */
const CLAUSE_BITS = [
  ...["citation-faithfulness", "refusal", "latency", "structure", "coverage", "numeric-accuracy"],
  ...["test-suite", "content-hash", "language", "length", "criterion"],
];
/** Price models by their number; 0 is any. */
const MODELS = ["", "fixed", "per-unit", "range"];
/** Any task, region or model. */
const ANY = "";
/** The region of listings that serve everywhere. */
const EVERYWHERE = "*";
/** Lines of the index that one search looks at in one range. */
const MOST_LOOKED = 100;
const UNKNOWN_TRUST = -1;

const COLUMNS =
  "task, region, model, price, listing, clauses, latency, capacity, trust, valid_from, valid_until";

/** Makes a listing findable. */
export async function addPlaces(
  sql: Statements,
  listing: SignedListing,
  number: number,
  trust: number | undefined,
): Promise<void> {
  const { price, latency, capacity, validFrom, validUntil } = listing;
  const least = price.model === "fixed" ? price.amount : price.least;
  const regions = listing.regions.length === 0 ? [EVERYWHERE] : listing.regions;
  const facts: SqlValue[] = [
    ...[Number(least), number, bitsOf(listing.clauses.map(({ kind }) => kind)), latency, capacity],
    ...[trust ?? UNKNOWN_TRUST, validFrom, validUntil],
  ];
  const places = [ANY, listing.task].flatMap((task) =>
    [ANY, ...regions].flatMap((region) =>
      [ANY, price.model].map((model): SqlValue[] => [task, region, MODELS.indexOf(model), ...facts]),
    ),
  );
  const lines = places.map((place) => `(${place.map(() => "?").join(", ")})`).join(", ");
  await sql.run(`INSERT INTO listing_places (${COLUMNS}) VALUES ${lines}`, ...places.flat());
}

export async function removePlaces(sql: Statements, number: number): Promise<void> {
  await sql.run("DELETE FROM listing_places WHERE listing = ?", number);
}

const bitsOf = (kinds: readonly string[]): number =>
  kinds.reduce((bits, kind) => bits | (1 << CLAUSE_BITS.indexOf(kind)), 0);

/** What is looked for, and from where on. */
interface Search {
  readonly now: number;
  readonly limit: number;
  readonly after: Place | undefined;
}

/**
 * A page of the listings that fit, the cheapest first. Where few fit, it may have fewer than asked for, or none, and still a next:
 * it looked at as many as one search may.
 *
 * @param options.now Unix seconds.
 */
export async function searchPlaces(
  database: Database,
  query: ListingQuery,
  { now, limit, after }: Search,
): Promise<SearchedPage> {
  const { task = ANY, region, model = ANY } = query;
  const regions = region === undefined ? [ANY] : [region, EVERYWHERE];
  const ranges = regions.map((each) => [task, each, MODELS.indexOf(model), ...boundsOf(query, after)]);
  const statements = region === undefined ? OF_ANY_REGION : OF_ONE_REGION;
  const ends = await database.all(statements.ends, ...ranges.flat());
  const [end] = ends.map(readPlace).sort(inOrder);
  const { price, listing } = end ?? LAST;
  const filter = [price, listing, ...filterOf(query, now)];
  const values = ranges.flatMap((range) => [...range, ...filter]);
  const found = await database.all(statements.search, ...values, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { found: page, next: found.length > limit && last !== undefined ? readPlace(last) : end };
}

const MOST = Number.MAX_SAFE_INTEGER;
/** Behind every place. */
const LAST: Place = { price: MOST, listing: MOST };
const MOST_CAPACITY = 65_535;

/** A part of the index, in its order. */
const RANGE = "task = ? AND region = ? AND model = ? AND (price, listing) > (?, ?) AND price <= ?";
/** What is looked at of it. Each question has all conditions, with bounds that hold for every listing where it does not care. */
const LOOKED = `${RANGE} AND (price, listing) <= (?, ?)
  AND (clauses & ?) = ? AND latency <= ? AND capacity >= ? AND trust >= ?
  AND valid_from <= ? AND valid_until > ?`;

/** The last place that a search looks at in a range; none where the range has less. */
const END = `SELECT price, listing FROM listing_places WHERE ${RANGE} ORDER BY price, listing LIMIT 1 OFFSET ${MOST_LOOKED - 1}`;
const MATCHES = `SELECT price, listing, trust FROM listing_places WHERE ${LOOKED}`;

const searchOf = (matches: string) => `SELECT listings.body, found.price, found.listing, found.trust
  FROM (${matches} ORDER BY price, listing LIMIT ?) AS found
  JOIN listings ON listings.sequence = found.listing ORDER BY found.price, found.listing`;

const OF_ANY_REGION = { ends: END, search: searchOf(MATCHES) };
/** A listing is in one of both ranges at most. */
const OF_ONE_REGION = {
  ends: `SELECT * FROM (${END}) AS named UNION ALL SELECT * FROM (${END}) AS everywhere`,
  search: searchOf(`${MATCHES} UNION ALL ${MATCHES}`),
};

/** Where a range begins and ends: behind the page before, or at the least price. */
function boundsOf({ leastPrice = 0n, mostPrice }: ListingQuery, after: Place | undefined): number[] {
  const { price, listing } = after ?? { price: Number(leastPrice) - 1, listing: MOST };
  return [price, listing, mostPrice === undefined ? MOST : Number(mostPrice)];
}

function filterOf(query: ListingQuery, now: number): number[] {
  const { clauses = [], latency = MOST, capacity = 0, trust = UNKNOWN_TRUST, goodAt = now } = query;
  const bits = bitsOf(clauses);
  return [bits, bits, latency, Math.min(capacity, MOST_CAPACITY), trust, goodAt, goodAt];
}

const inOrder = (one: Place, other: Place): number =>
  one.price === other.price ? one.listing - other.listing : one.price - other.price;

const readPlace = ({ price, listing }: Columns): Place => ({
  price: Number(price),
  listing: Number(listing),
});
