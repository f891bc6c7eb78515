import type { ListingQuery, SignedListing } from "quittance/market";
import type { Columns, Database, SqlValue, Statements } from "./database.ts";

// A listing has a line for each task and region that it can be looked for by, in the order of prices. A search reads one range of
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
const MODELS = ["fixed", "per-unit", "range"];
/** Any task, or any region. */
const ANY = "";
/** The region of listings that serve everywhere. */
const EVERYWHERE = "*";
/** Lines of the index that one search looks at in one range. */
const MOST_LOOKED = 500;
const UNKNOWN_TRUST = -1;

const COLUMNS =
  "task, region, price, listing, clauses, latency, capacity, model, trust, valid_from, valid_until";

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
    ...[MODELS.indexOf(price.model), trust ?? UNKNOWN_TRUST, validFrom, validUntil],
  ];
  const places = [ANY, listing.task].flatMap((task) =>
    [ANY, ...regions].map((region): SqlValue[] => [task, region, ...facts]),
  );
  const lines = places.map((place) => `(${place.map(() => "?").join(", ")})`).join(", ");
  await sql.run(`INSERT INTO listing_places (${COLUMNS}) VALUES ${lines}`, ...places.flat());
}

export async function removePlaces(sql: Statements, number: number): Promise<void> {
  await sql.run("DELETE FROM listing_places WHERE listing = ?", number);
}

const bitsOf = (kinds: readonly string[]): number =>
  kinds.reduce((bits, kind) => bits | (1 << CLAUSE_BITS.indexOf(kind)), 0);

/**
 * A page of the listings that fit, the cheapest first. Where few fit, it may have fewer than asked for, or none, and still a next:
 * it looked at as many as one search may.
 *
 * @param now Unix seconds.
 */
export async function searchPlaces(
  database: Database,
  query: ListingQuery,
  options: { readonly now: number; readonly limit: number; readonly after: Place | undefined },
): Promise<SearchedPage> {
  const { limit } = options;
  const { region, task = ANY } = query;
  const regions = region === undefined ? [ANY] : [region, EVERYWHERE];
  const ranges = await Promise.all(
    regions.map((each) => searchRange(database, { task, region: each }, query, options)),
  );
  const found = ranges.flatMap((range) => range.found).sort(inOrder);
  const horizon = ranges.flatMap(({ end }) => (end === undefined ? [] : [end])).sort(inOrder)[0];
  const within = horizon === undefined ? found : found.filter((each) => inOrder(each, horizon) <= 0);
  const page = within.slice(0, limit);
  const last = page.at(-1);
  const isCut = within.length > limit;
  return {
    found: page.map(({ columns }) => columns),
    next: isCut && last !== undefined ? placeOf(last) : horizon,
  };
}

const placeOf = ({ price, listing }: Place): Place => ({ price, listing });

const inOrder = (one: Place, other: Place): number =>
  one.price === other.price ? one.listing - other.listing : one.price - other.price;

interface Range {
  readonly found: readonly (Place & { readonly columns: Columns })[];
  /** The last place that was looked at; undefined when all were. */
  readonly end: Place | undefined;
}

async function searchRange(
  database: Database,
  { task, region }: { readonly task: string; readonly region: string },
  query: ListingQuery,
  { now, limit, after }: Parameters<typeof searchPlaces>[2],
): Promise<Range> {
  const from = after ?? { price: Number(query.leastPrice ?? 0n) - 1, listing: Number.MAX_SAFE_INTEGER };
  const bounds: SqlValue[] = [task, region, from.price, from.listing, Number(query.mostPrice ?? MOST_PRICE)];
  const looked = `SELECT price, listing, clauses, latency, capacity, model, trust, valid_from, valid_until
    FROM listing_places WHERE ${BOUNDED} ORDER BY price, listing LIMIT ${MOST_LOOKED}`;
  const { where, values } = conditionsOf(query, now);
  const found = await database.all(
    `SELECT listings.body, found.price, found.listing, found.trust FROM (
      SELECT price, listing, trust FROM (${looked}) AS looked WHERE ${where} ORDER BY price, listing LIMIT ?
    ) AS found JOIN listings ON listings.sequence = found.listing ORDER BY found.price, found.listing`,
    ...[...bounds, ...values, limit + 1],
  );
  const places = found.map((columns) => ({ ...readPlace(columns), columns }));
  if (places.length > limit) return { found: places, end: undefined };
  const end = await database.one(
    `SELECT price, listing FROM listing_places WHERE ${BOUNDED} ORDER BY price, listing LIMIT 1 OFFSET ${MOST_LOOKED - 1}`,
    ...bounds,
  );
  return { found: places, end: end && readPlace(end) };
}

const MOST_PRICE = BigInt(Number.MAX_SAFE_INTEGER);
const BOUNDED = "task = ? AND region = ? AND (price, listing) > (?, ?) AND price <= ?";

const readPlace = ({ price, listing }: Columns): Place => ({
  price: Number(price),
  listing: Number(listing),
});

function conditionsOf(
  query: ListingQuery,
  now: number,
): { readonly where: string; readonly values: SqlValue[] } {
  const { clauses = [], latency, capacity, model, trust, goodAt = now } = query;
  const conditions: [string, ...SqlValue[]][] = [
    ["valid_from <= ?", goodAt],
    ["valid_until > ?", goodAt],
  ];
  if (clauses.length > 0) conditions.push(["(clauses & ?) = ?", bitsOf(clauses), bitsOf(clauses)]);
  if (latency !== undefined) conditions.push(["latency <= ?", latency]);
  if (capacity !== undefined) conditions.push(["capacity >= ?", capacity]);
  if (model !== undefined) conditions.push(["model = ?", MODELS.indexOf(model)]);
  if (trust !== undefined) conditions.push(["trust >= ?", trust]);
  return {
    where: conditions.map(([condition]) => condition).join(" AND "),
    values: conditions.flatMap(([, ...values]) => values),
  };
}
