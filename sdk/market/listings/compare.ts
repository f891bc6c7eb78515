import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import type { SignedOffer } from "../../negotiation/offers/offer.ts";
import { parseOffer } from "../../negotiation/offers/offer.ts";
import { hashPact } from "../../pact/hash.ts";
import type { Pact } from "../../pact/types.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { totalOf } from "../../protocol/terms.ts";
import { clausesOfPact } from "../clauses.ts";
import { parseListing, type SignedListing } from "./listing.ts";
import { priceBounds } from "./price.ts";

/** One thing in which an offer is not what was listed. Values are text, for people and programs. */
export interface ListingDifference {
  /** A path of the listing, such as `price`. */
  readonly field: string;
  readonly listed: string;
  readonly offered: string;
}

/**
 * Names each thing in which an offer to sign, or the pact that comes with it, differs from the listing that led to it. A listing binds
 * no one: what counts is the offer, so compare them before you sign. An offer may be cheaper and faster than what was listed.
 *
 * @param input.units How many units the work has, for a price per unit; 1 when left out.
 * @param input.now Unix seconds, from which the deadlines are counted; this machine's clock when left out.
 * @param input.pact The pact that the terms name. Left out: its clauses are not compared.
 * @returns Every difference; none where the offer is what was listed.
 * @throws InvalidFieldError for a malformed listing, offer or pact.
 * @example
 * import { signOffer } from "quittance";
 * import { compareListing, signListing } from "quittance/market";
 * import { exampleListing, exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const now = await stack.now();
 * const listing = await signListing({ domain, listing: exampleListing(stack, now), account });
 * const offer = await signOffer({ domain, terms: await exampleTerms(stack), validUntil: now + 600, account });
 * console.log(compareListing({ listing, offer, now }).map(({ field }) => field).join()); // pact,price
 * await stack.stop();
 */
export function compareListing(input: {
  readonly listing: SignedListing;
  readonly offer: SignedOffer;
  readonly pact?: Pact | undefined;
  readonly units?: bigint | undefined;
  readonly now?: number | undefined;
}): ListingDifference[] {
  requireOptions(input, "listing offer pact units now");
  const { pact, units = 1n } = input;
  requireUnits(units);
  const now = momentOrClock("now", input.now);
  const listing = parseListing(input.listing);
  const offer = parseOffer(input.offer);
  const { terms } = offer;
  const differences: ListingDifference[] = [];
  const compare = (field: string, isSame: boolean, listed: unknown, offered: unknown) => {
    if (!isSame) differences.push({ field, listed: String(listed), offered: String(offered) });
  };
  compare("chainId", listing.chainId === offer.chainId, listing.chainId, offer.chainId);
  compare("contract", isSameAddress(listing.contract, offer.contract), listing.contract, offer.contract);
  compare("seller", isSameAddress(listing.seller, terms.seller), listing.seller, terms.seller);
  compare("pact", listing.pact === terms.pact.toLowerCase(), listing.pact, terms.pact);
  const { most } = priceBounds(listing.price, units);
  const due = totalOf(terms);
  compare("price", due <= most, most, due);
  const last = Math.max(...terms.milestones.map(({ deadline }) => deadline));
  compare("latency", last - now <= listing.latency, listing.latency, last - now);
  compare("validUntil", now < listing.validUntil, listing.validUntil, now);
  if (pact !== undefined) compareClauses(listing, pact, compare);
  return differences;
}

function compareClauses(
  listing: SignedListing,
  pact: Pact,
  compare: (field: string, isSame: boolean, listed: unknown, offered: unknown) => void,
): void {
  const offered = clausesOfPact({ pact });
  const hash = hashPact(pact);
  compare("pact", listing.pact === hash, listing.pact, hash);
  for (const [index, { kind, weight }] of listing.clauses.entries()) {
    const found = offered.find((each) => each.kind === kind)?.weight;
    compare(
      `clauses[${index}]`,
      found !== undefined && found >= weight,
      `${kind} ${weight}`,
      found ?? "none",
    );
  }
}

function requireUnits(units: bigint): void {
  if (typeof units === "bigint" && units > 0n) return;
  throw new InvalidFieldError({
    field: "units",
    value: units,
    problem: "must be a bigint above 0",
    remedy: "Give how many units the work has, such as 1200n words; or leave it out.",
  });
}
