import { type Address, zeroHash } from "viem";
import { BidMismatchError } from "../../errors/market.ts";
import { hashPact } from "../../pact/hash.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { totalOf } from "../../protocol/terms.ts";
import { clausesOfPact, coveredShare } from "../clauses.ts";
import type { Bid } from "./bid.ts";
import type { Rfq } from "./rfq.ts";
import type { BidFigures } from "./scoring.ts";

/** Refuses a bid that is not what was asked for, or that the buyer could not accept at once. */
export function requireBidFits(rfq: Rfq, { offer, pact }: Bid, bidder: Address): void {
  const { terms } = offer;
  const require = (holds: boolean, field: string, problem: string) => {
    if (!holds) throw new BidMismatchError(`bid.${field}`, problem);
  };
  require(offer.chainId === rfq.chainId, "offer.chainId", "is another chain than the request's");
  require(isSameAddress(
    offer.contract,
    rfq.contract,
  ), "offer.contract", "is another contract than the request's");
  require(isSameAddress(offer.from, bidder), "offer.from", "is another one than the bidder");
  require(isSameAddress(terms.seller, bidder), "offer.terms.seller", "is another one than the bidder");
  require(isSameAddress(terms.buyer, rfq.buyer), "offer.terms.buyer", "is another one than who asked");
  require(offer.answers === zeroHash, "offer.answers", "is no first offer");
  require(offer.validUntil > rfq.revealBy, "offer.validUntil", "ends before the buyer can accept");
  require(terms.openBy > rfq.revealBy, "offer.terms.openBy", "ends before the buyer can accept");
  require(deadlineOf(terms) > rfq.revealBy, "offer.terms.milestones", "are due before the buyer can accept");
  require(terms.amends === undefined, "offer.terms.amends", "replaces a deal");
  const named = pact === undefined ? rfq.pact : hashPact(pact);
  require(named !== undefined, "pact", "is missing, and the request names none");
  require(named ===
    terms.pact.toLowerCase(), "offer.terms.pact", "is another pact than the bid's or the request's");
  require(rfq.pact === undefined || rfq.pact === named, "pact", "is another one than the request's");
}

const deadlineOf = ({ milestones }: Bid["offer"]["terms"]) =>
  Math.max(...milestones.map(({ deadline }) => deadline));

const WHOLE = 10_000;

/** What a bid is ranked by. A bid under the request's own pact has all that is wanted. */
export function figuresOfBid(rfq: Rfq, { offer, pact }: Bid, trust: number): BidFigures {
  return {
    price: totalOf(offer.terms),
    latency: deadlineOf(offer.terms) - rfq.revealBy,
    trust,
    clauses:
      rfq.pact !== undefined || pact === undefined
        ? WHOLE
        : coveredShare(rfq.clauses, clausesOfPact({ pact })),
  };
}
