import type { Address } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { address, list, record, type Schema, text, time, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { CLAUSE_KINDS } from "../../pact/clause-schema.ts";
import type { ClauseKind } from "../../pact/clauses.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { basisPoints, price, span, taskName } from "../fields.ts";
import { type Listing, parseListing, type SignedListing } from "../listings/listing.ts";
import { leastPriceOf, type PriceModelName, priceModels } from "../listings/price.ts";

/** What listings are looked for by. What is left out does not matter. */
export interface ListingQuery {
  /** Such as `translation@1`. */
  readonly task?: string | undefined;
  /** Clause kinds that the pact has, all of them. */
  readonly clauses?: readonly ClauseKind[] | undefined;
  /** Bounds of the least price, USDC base units. */
  readonly leastPrice?: bigint | undefined;
  readonly mostPrice?: bigint | undefined;
  /** Serves this region, or everywhere. */
  readonly region?: string | undefined;
  /** Seconds at most. */
  readonly latency?: number | undefined;
  /** Deals at once, at least. */
  readonly capacity?: number | undefined;
  readonly model?: PriceModelName | undefined;
  /** Unix seconds: still good then. */
  readonly goodAt?: number | undefined;
  readonly seller?: Address | undefined;
  /** Least score by the exchange's own indexer; ask one of your own before you rely on it. */
  readonly trust?: number | undefined;
}

/** The fields of a query. */
export const QUERY = "task clauses leastPrice mostPrice region latency capacity model goodAt seller trust";

const querySchema = /* @__PURE__ */ lazily(
  (): Schema<ListingQuery> =>
    record({
      task: z.optional(taskName()),
      clauses: z.optional(
        list(
          text(
            (value) => CLAUSE_KINDS.some((kind) => kind === value),
            `must be one of ${CLAUSE_KINDS.join(", ")}`,
          ),
          { entries: "clause kinds", maximum: CLAUSE_KINDS.length },
        ),
      ),
      leastPrice: z.optional(price()),
      mostPrice: z.optional(price()),
      region: z.optional(
        text(
          (value) => /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value),
          "must be a code of ISO 3166, such as DE or US-CA",
        ),
      ),
      latency: z.optional(span()),
      capacity: z.optional(uint(16, { minimum: 1 })),
      model: z.optional(
        text(
          (value) => priceModels.some((model) => model === value),
          `must be one of ${priceModels.join(", ")}`,
        ),
      ),
      goodAt: z.optional(time()),
      seller: z.optional(address()),
      trust: z.optional(basisPoints()),
    }) as unknown as Schema<ListingQuery>,
);

/** Reads a query; what its fields are is checked. */
export function parseQuery(input: unknown): ListingQuery {
  return parseWith("query", querySchema(), input);
}

/** A query as parameters of a URL. */
export function parametersOf(query: ListingQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, Array.isArray(value) ? value.join() : String(value));
  }
  return parameters;
}

/**
 * The query that the parameters of a URL make, as exchanges are asked. Parameters of other names are passed over.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseListingQuery } from "quittance/market";
 *
 * const { clauses } = parseListingQuery(new URLSearchParams("task=code-change@1&clauses=test-suite,length"));
 * console.log(clauses?.length); // 2
 */
export function parseListingQuery(parameters: URLSearchParams): ListingQuery {
  requireParameters(parameters);
  const given = QUERY.split(" ").flatMap((name) => {
    const value = parameters.get(name);
    if (value === null || value === "") return [];
    return [[name, name === "clauses" ? value.split(",") : value] as const];
  });
  return parseQuery(Object.fromEntries(given));
}

function requireParameters(parameters: URLSearchParams): void {
  if (parameters instanceof URLSearchParams) return;
  throw new InvalidFieldError({
    field: "parameters",
    value: undefined,
    secret: true,
    problem: "must be the parameters of a URL",
    remedy: "Pass url.searchParams, or new URLSearchParams(text).",
  });
}

/**
 * The fields by which a listing does not fit a query; none where it fits. Trust is not in a listing, and is not looked at.
 *
 * @throws InvalidFieldError for a malformed query or listing.
 * @example
 * import { listingMisfits, signListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const listing = await signListing({ domain, listing: exampleListing(stack, await stack.now()), account });
 * console.log(listingMisfits({ query: { task: "translation@1", capacity: 9 }, listing }).join()); // task,capacity
 * await stack.stop();
 */
export function listingMisfits(input: {
  readonly query: ListingQuery;
  readonly listing: SignedListing;
}): string[] {
  requireOptions(input, "query listing");
  requireOptions(input.query, QUERY, "query");
  return misfitsOf(parseQuery(input.query), parseListing(input.listing));
}

/** The fields by which a listing does not fit a query. Trust is not in a listing. */
export function misfitsOf(query: ListingQuery, listing: Listing): string[] {
  const {
    task,
    clauses = [],
    leastPrice,
    mostPrice,
    region,
    latency,
    capacity,
    model,
    goodAt,
    seller,
  } = query;
  const least = leastPriceOf(listing.price);
  const kinds = listing.clauses.map(({ kind }) => kind);
  const { regions: served } = listing;
  const fits: Readonly<Record<string, boolean>> = {
    task: task === undefined || listing.task === task,
    clauses: clauses.every((kind) => kinds.includes(kind)),
    leastPrice: leastPrice === undefined || least >= leastPrice,
    mostPrice: mostPrice === undefined || least <= mostPrice,
    region: region === undefined || served.length === 0 || served.includes(region),
    latency: latency === undefined || listing.latency <= latency,
    capacity: capacity === undefined || listing.capacity >= capacity,
    model: model === undefined || listing.price.model === model,
    goodAt: goodAt === undefined || (listing.validFrom <= goodAt && goodAt < listing.validUntil),
    seller: seller === undefined || isSameAddress(listing.seller, seller),
  };
  return Object.entries(fits).flatMap(([name, isFit]) => (isFit ? [] : [name]));
}
