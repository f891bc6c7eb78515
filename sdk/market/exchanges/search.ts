import type { Hex } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { BaseError } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { isOfNode } from "../../errors/of-node.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { requireDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { hashListing, parseListing, type SignedListing, verifyListing } from "../listings/listing.ts";
import { leastPriceOf } from "../listings/price.ts";
import {
  parseListingWithdrawal,
  type SignedListingWithdrawal,
  verifyListingWithdrawal,
} from "../listings/withdrawal.ts";
import { ask, askEach, askWell, EXCHANGES, type ExchangeFailure, type Exchanges, listIn } from "./http.ts";
import { type ListingQuery, misfitsOf, parametersOf, parseQuery, QUERY } from "./query.ts";

/** A listing that was found and verified. */
export interface FoundListing {
  readonly hash: Hex;
  readonly listing: SignedListing;
  /** Exchanges that show it. */
  readonly exchanges: readonly string[];
}

/**
 * Something that an exchange does wrong. `altered`: it shows what the seller did not sign, or what is not good now. `unwanted`: a
 * listing that does not fit the question. `stale`: one that the seller replaced or took back. `hidden`: it says that there is no
 * such listing, which another one shows. `unlisted`: it has the listing, and leaves it out of a page where it belongs. `forked`: the
 * seller itself signed two listings of one name and number.
 */
export interface MarketConflict {
  readonly exchange: string;
  readonly problem: "altered" | "unwanted" | "stale" | "hidden" | "unlisted" | "forked";
  /** Of the listing; undefined for what is none. */
  readonly hash: Hex | undefined;
  readonly details: string;
}

/** What several exchanges know together. */
export interface FoundListings {
  /** The cheapest first, by the least price; then by hash. */
  readonly listings: readonly FoundListing[];
  readonly conflicts: readonly MarketConflict[];
  readonly failures: readonly ExchangeFailure[];
  /** Where to go on, by exchange; those that have no more are not in it. */
  readonly next: Readonly<Record<string, string>>;
}

const PAGE = 100;
const MOST_LISTINGS = 100;
/** Listings of which an exchange is asked why it does not show them. */
const MOST_PROBES = 20;
const CURSOR = /^[\w.:-]{1,200}$/;

/** One exchange's page, each listing verified. */
interface Page {
  readonly good: readonly { readonly hash: Hex; readonly listing: SignedListing }[];
  readonly conflicts: readonly Omit<MarketConflict, "exchange">[];
  readonly next: string | undefined;
}

/**
 * Looks for listings on several exchanges at once, verifies each by itself, and makes one list of all. No exchange is trusted: what
 * one alters is left out, what one hides another shows, one that is down or lies is named, and the rest counts.
 *
 * @param input.now Unix seconds; this machine's clock when left out.
 * @param input.after `next` of the answer before.
 * @throws InvalidFieldError for a malformed question; what the first exchange failed with, when none answered:
 * ExchangeUnreachableError, ExchangeRefusedError.
 * @example
 * import { searchListings } from "quittance/market";
 * import { quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const exchanges = ["http://127.0.0.1:9"]; // none listens there
 * const question = { task: "translation@1", mostPrice: 20_000_000n };
 * const { name } = await searchListings({ exchanges, domain, query: question }).catch((error) => error);
 * console.log(name); // ExchangeUnreachableError
 */
export async function searchListings(
  input: Exchanges & {
    readonly domain: QuittanceDomain;
    readonly query: ListingQuery;
    readonly now?: number | undefined;
    readonly after?: Readonly<Record<string, string>> | undefined;
    readonly client?: ReadingClient | undefined;
  },
): Promise<FoundListings> {
  requireOptions(input, `${EXCHANGES} domain query now after client`);
  requireOptions(input.query, QUERY, "query");
  const domain = requireDomain("domain", input.domain) as QuittanceDomain;
  const query = parseQuery(input.query);
  const now = momentOrClock("now", input.now);
  const surroundings = { domain, now, client: input.client };
  const after = cursorsOf(input);
  const { answers, failures } = await askEach(input, async (base) => {
    const parameters = parametersOf(query);
    parameters.set("limit", String(PAGE));
    const cursor = after[base];
    if (cursor !== undefined) parameters.set("after", cursor);
    const content = await askWell(base, input, { path: `/listings?${parameters}` });
    return readPage(content, query, surroundings);
  });
  const [failure] = failures;
  if (answers.length === 0 && failure !== undefined) throw failure.error;
  const pages = answers.map(({ exchange, base, answer }) => ({ exchange, base, ...answer }));
  const conflicts = pages.flatMap(({ exchange, conflicts: own }) =>
    own.map((each) => ({ exchange, ...each })),
  );
  const latest = latestOf(pages, conflicts);
  await probe(input, pages, latest, { conflicts, query, ...surroundings });
  const listings = [...latest.values()].map(({ hash, listing }) => ({
    ...{ hash, listing },
    exchanges: pages.flatMap(({ exchange, good }) =>
      good.some((each) => each.hash === hash) ? [exchange] : [],
    ),
  }));
  return {
    listings: listings.sort(byPrice),
    conflicts,
    failures,
    next: Object.fromEntries(
      pages.flatMap(({ exchange, next }) => (next === undefined ? [] : [[exchange, next] as const])),
    ),
  };
}

function byPrice(one: FoundListing, other: FoundListing): number {
  const [first, second] = [leastPriceOf(one.listing.price), leastPriceOf(other.listing.price)];
  if (first !== second) return first < second ? -1 : 1;
  return one.hash < other.hash ? -1 : 1;
}

function cursorsOf({
  after = {},
  exchanges,
}: Exchanges & { readonly after?: Readonly<Record<string, string>> | undefined }) {
  requireObject("after", after);
  const cursors: Record<string, string> = {};
  for (const [exchange, cursor] of Object.entries(after)) {
    if (exchanges.includes(exchange) && CURSOR.test(cursor)) {
      cursors[exchange.replace(/\/+$/, "")] = cursor;
      continue;
    }
    throw new InvalidFieldError({
      field: "after",
      value: undefined,
      secret: true,
      problem: "must name where to go on by exchange",
      remedy: "Pass `next` of the answer before, and the same exchanges.",
    });
  }
  return cursors;
}

interface Surroundings {
  readonly domain: QuittanceDomain;
  readonly now: number;
  readonly client: ReadingClient | undefined;
}

async function readPage(content: object, query: ListingQuery, surroundings: Surroundings): Promise<Page> {
  const good: { hash: Hex; listing: SignedListing }[] = [];
  const conflicts: Omit<MarketConflict, "exchange">[] = [];
  for (const entry of listIn(content, "listings", MOST_LISTINGS)) {
    const read = await readListing(Reflect.get(Object(entry), "listing"), surroundings);
    if ("problem" in read) {
      conflicts.push(read);
      continue;
    }
    const misfits = misfitsOf(query, read.listing);
    if (misfits.length === 0) good.push(read);
    else conflicts.push({ problem: "unwanted", hash: read.hash, details: misfits.join(", ") });
  }
  const next: unknown = Reflect.get(content, "next");
  return { good, conflicts, next: typeof next === "string" && CURSOR.test(next) ? next : undefined };
}

type Read = { readonly hash: Hex; readonly listing: SignedListing } | Omit<MarketConflict, "exchange">;

async function readListing(given: unknown, { domain, now, client }: Surroundings): Promise<Read> {
  let hash: Hex | undefined;
  try {
    const listing = parseListing(given);
    hash = hashListing(listing);
    await verifyListing({ domain, listing, now, client });
    return { hash, listing };
  } catch (error) {
    if (!(error instanceof BaseError) || isOfNode(error)) throw error;
    return { problem: "altered", hash, details: error.shortMessage };
  }
}

type Known = Map<string, { readonly hash: Hex; readonly listing: SignedListing }>;
type Pages = readonly (Page & { readonly exchange: string; readonly base: string })[];

const keyOf = ({ seller, name }: Pick<SignedListing, "seller" | "name">) => `${seller} ${name}`;

/** The latest listing of each seller and name; who shows an older one is named. */
function latestOf(pages: Pages, conflicts: MarketConflict[]): Known {
  const latest: Known = new Map();
  const forked = new Set<string>();
  for (const { good } of pages) {
    for (const found of good) {
      const key = keyOf(found.listing);
      const known = latest.get(key);
      const isLater = known === undefined || found.listing.sequence > known.listing.sequence;
      if (!isLater && found.listing.sequence === known.listing.sequence && found.hash !== known.hash)
        forked.add(`${key} ${known.listing.sequence}`);
      if (isLater) latest.set(key, found);
    }
  }
  for (const { exchange, good } of pages) {
    for (const { hash, listing } of good) {
      const known = latest.get(keyOf(listing));
      const { sequence } = listing;
      if (forked.has(`${keyOf(listing)} ${sequence}`) && known?.listing.sequence === sequence) {
        conflicts.push({
          exchange,
          problem: "forked",
          hash,
          details: `the seller signed two of number ${sequence}`,
        });
      } else if (known !== undefined && known.listing.sequence > sequence) {
        conflicts.push({
          exchange,
          problem: "stale",
          hash,
          details: `number ${known.listing.sequence} replaced it`,
        });
      }
    }
  }
  for (const [key, { listing }] of latest) if (forked.has(`${key} ${listing.sequence}`)) latest.delete(key);
  return latest;
}

/** Asks exchanges why they do not show what others show. A withdrawal that one has ends the listing. */
async function probe(
  input: Exchanges,
  pages: Pages,
  latest: Known,
  {
    conflicts,
    query,
    ...surroundings
  }: Surroundings & { readonly conflicts: MarketConflict[]; readonly query: ListingQuery },
): Promise<void> {
  const withdrawn: SignedListingWithdrawal[] = [];
  await Promise.all(
    pages.map(async ({ exchange, base, good, next }) => {
      const missing = [...latest.values()].filter(({ hash }) => !good.some((each) => each.hash === hash));
      for (const { hash, listing } of missing.slice(0, MOST_PROBES)) {
        const said = await reasonOf(base, input, hash, listing, surroundings);
        if (said === undefined) return;
        if (said === "hidden")
          conflicts.push({ exchange, problem: "hidden", hash, details: "it says that there is none" });
        else if (said !== "shown") withdrawn.push(said);
        // Where trust counts, exchanges may know different scores; and it may stand on a later page.
        else if (
          query.trust === undefined &&
          next === undefined &&
          input.exchanges.length > 1 &&
          isFirstPage(input)
        ) {
          conflicts.push({ exchange, problem: "unlisted", hash, details: "it leaves it out of its page" });
        }
      }
    }),
  );
  for (const { seller, name, sequence } of withdrawn) {
    const known = latest.get(keyOf({ seller, name }));
    if (known === undefined || known.listing.sequence > sequence) continue;
    latest.delete(keyOf({ seller, name }));
    for (const { exchange, good } of pages) {
      if (!good.some(({ hash }) => hash === known.hash)) continue;
      conflicts.push({ exchange, problem: "stale", hash: known.hash, details: "the seller took it back" });
    }
  }
}

const isFirstPage = (input: Exchanges & { readonly after?: unknown }) =>
  Object.keys(Object(input.after)).length === 0;

/** What an exchange says of a listing by its hash; undefined where it says nothing of use. */
async function reasonOf(
  base: string,
  input: Exchanges,
  hash: Hex,
  listing: SignedListing,
  { domain, client }: Surroundings,
): Promise<"hidden" | "shown" | SignedListingWithdrawal | undefined> {
  try {
    const { status, content } = await ask(base, input, { path: `/listings/${hash}` });
    if (status === 404) return "hidden";
    if (status === 200) return "shown";
    if (status !== 410) return undefined;
    const withdrawal = parseListingWithdrawal(Reflect.get(content, "withdrawal"));
    if (keyOf(withdrawal) !== keyOf(listing)) return "hidden";
    await verifyListingWithdrawal({ domain, withdrawal, client });
    return withdrawal;
  } catch (error) {
    if (error instanceof BaseError && error.name === "InvalidFieldError") return "hidden";
    if (error instanceof BaseError && error.name === "SignatureMismatchError") return "hidden";
    return undefined;
  }
}
