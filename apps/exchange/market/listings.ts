import { BaseError } from "quittance/errors";
import { parseJson, toJson } from "quittance/json";
import {
  type ListingQuery,
  listingMisfits,
  parseListing,
  parseListingQuery,
  parseListingWithdrawal,
  verifyListing,
  verifyListingWithdrawal,
} from "quittance/market";
import type { Hex } from "viem";
import type { Mount } from "../http/api.ts";
import type { EntryOutcome, Feed } from "../peers/feeds.ts";
import type { Place } from "../store/listing-places.ts";
import type { ListingReceipt } from "../store/listings.ts";
import { type Answer, answering, partsOf, Refusal, readMessage, requireHash, wholeIn } from "./answers.ts";
import { type Market, notAdmitted, requireAdmitted, requirePace } from "./market.ts";

/** Text of 2,000 characters, and a signature of a contract wallet. */
const MOST_BODY_BYTES = 200_000;
const PAGE = 10;
const MOST_PAGE = 100;
/** Entries of one page of changes, and its bytes; one entry may have more, by itself. */
const MOST_CHANGES = 100;
const MOST_PAGE_BYTES = 500_000;
const MOST_PLACE = 999_999_999_999_999;

/** The listings of an exchange, under `/listings`. */
export function listingsMount(market: Market): Mount {
  const reply = async (request: Request): Promise<Answer> => {
    const [part, ...more] = partsOf(request);
    if (more.length > 0) throw new Refusal(404, "no such path");
    const { searchParams } = new URL(request.url);
    if (request.method === "POST" && part === undefined) return takePosted(market, request);
    if (request.method !== "GET") throw new Refusal(405, "only GET and POST are answered here");
    if (part === undefined) return search(market, searchParams);
    if (part === "changes") return changes(market, wholeIn(searchParams, "after", 0, MOST_PLACE));
    return find(market, requireHash(part));
  };
  return { path: "/listings", serve: (request) => answering(() => reply(request)) };
}

/** What peers have of listings. A pull has a bound of its own: one account that sent much elsewhere must not hold the others up. */
export function listingFeed(market: Market): Feed {
  const unpaced = { ...market, limiter: { allows: () => true } };
  return { path: "listings/changes", take: (entry) => takeEntry(unpaced, entry) };
}

async function takePosted(market: Market, request: Request): Promise<Answer> {
  const [kind, value] = await readMessage(request, ["listing", "withdrawal"], MOST_BODY_BYTES);
  const receipt = await (kind === "listing" ? takeListing(market, value) : takeWithdrawal(market, value));
  if (receipt === "full") {
    throw new Refusal(507, `this account has ${market.each} listings, the most that one may have here`);
  }
  return { status: receipt === "first" || receipt === "replaced" ? 201 : 200, content: { receipt } };
}

async function takeListing(market: Market, value: unknown): Promise<ListingReceipt> {
  const { domain, node: client, store, each } = market;
  const listing = parseListing(value);
  const now = await market.now();
  await verifyListing({ domain, listing, now, client });
  const state = await requireAdmitted(market, listing.seller);
  return store.listings.add(listing, state, { each, now });
}

async function takeWithdrawal(market: Market, value: unknown): Promise<ListingReceipt> {
  const { domain, node: client, store, each } = market;
  const withdrawal = parseListingWithdrawal(value);
  await verifyListingWithdrawal({ domain, withdrawal, client });
  requirePace(market, withdrawal.seller);
  // A listing that is here can always be ended; what ends nothing takes room, and so an account that is admitted.
  const { isAdmitted } = await market.admission.look(withdrawal.seller);
  const receipt = await store.listings.withdraw(withdrawal, { each: isAdmitted ? each : 0 });
  if (receipt === "full" && !isAdmitted) throw notAdmitted(market, withdrawal.seller);
  return receipt;
}

async function search(market: Market, parameters: URLSearchParams): Promise<Answer> {
  const query = parseListingQuery(parameters);
  const limit = Math.max(1, wholeIn(parameters, "limit", PAGE, MOST_PAGE));
  const after = cursorIn(parameters);
  const now = await market.now();
  const { found, next } =
    query.seller === undefined
      ? await market.store.listings.search(query, { now, limit, after })
      : { found: await ofSeller(market, query, now), next: undefined };
  const entries = found.map(
    ({ body, trust }) => `{"listing":${body},"trust":${Number(trust) < 0 ? null : Number(trust)}}`,
  );
  const cursor = next === undefined ? null : `${next.price}.${next.listing}`;
  return { status: 200, content: `{"listings":[${entries.join()}],"next":${toJson(cursor)}}` };
}

/** A seller has few listings: all of them are looked at. */
async function ofSeller({ store }: Market, query: ListingQuery, now: number) {
  const { trust: least = -1, goodAt = now } = query;
  const found = await store.listings.ofSeller(query.seller ?? "");
  return found.filter(({ body, trust }) => {
    const misfits = listingMisfits({ query: { ...query, goodAt }, listing: parseListing(String(body)) });
    return misfits.length === 0 && Number(trust) >= least;
  });
}

function cursorIn(parameters: URLSearchParams): Place | undefined {
  const text = parameters.get("after");
  if (text === null || text === "") return undefined;
  const [, price, listing] = /^(\d{1,16})\.(\d{1,15})$/.exec(text) ?? [];
  if (price === undefined || listing === undefined)
    throw new Refusal(400, "after must be the next of an answer");
  return { price: Number(price), listing: Number(listing) };
}

/** A listing by its hash; 410 with what ended it where it does not count any more. */
async function find({ store }: Market, hash: Hex): Promise<Answer> {
  const found = await store.listings.find(hash);
  if (found === undefined) throw new Refusal(404, "no listing of this hash");
  const { kind, isCurrent, body } = found;
  if (kind === "withdrawal") return ended("its seller took it back", "withdrawal", body);
  return isCurrent
    ? { status: 200, content: `{"listing":${body}}` }
    : ended("its seller replaced it", "replacedBy", body);
}

const ended = (error: string, name: string, body: string): Answer => ({
  status: 410,
  content: `{"error":${toJson(error)},${toJson(name)}:${body}}`,
});

/** One page of what came after a place. */
async function changes({ store }: Market, after: number): Promise<Answer> {
  const entries: string[] = [];
  let [bytes, next] = [0, after];
  for (const { place, kind, body } of await store.listings.changes(after, MOST_CHANGES)) {
    const entry = toJson({ place, kind, [kind]: parseJson(body) });
    bytes += Buffer.byteLength(entry);
    if (entries.length > 0 && bytes > MOST_PAGE_BYTES) break;
    next = place;
    entries.push(entry);
  }
  return {
    status: 200,
    content: `{"epoch":${toJson(store.epoch)},"entries":[${entries.join()}],"next":${next}}`,
  };
}

/** Takes what a peer has as if it had been posted here. What this exchange does not admit, or has no room for, it passes over. */
async function takeEntry(market: Market, entry: unknown): Promise<EntryOutcome> {
  const kind: unknown = Reflect.get(Object(entry), "kind");
  if (kind !== "listing" && kind !== "withdrawal") return "wrong";
  const value: unknown = Reflect.get(Object(entry), kind);
  try {
    const receipt = await (kind === "listing" ? takeListing(market, value) : takeWithdrawal(market, value));
    return receipt === "first" || receipt === "replaced" ? "taken" : "known";
  } catch (error) {
    if (error instanceof Refusal) return error.status === 429 ? "later" : "known";
    // Listings end: a peer that still has one that did is not at fault.
    if (error instanceof BaseError && error.name === "MarketTimeError") return "known";
    const isWrong = error instanceof BaseError && WRONG.has(error.name);
    return isWrong ? "wrong" : "later";
  }
}

const WRONG = new Set(["InvalidFieldError", "SignatureMismatchError", "MarketDomainMismatchError"]);
