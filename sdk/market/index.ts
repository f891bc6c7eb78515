export { clausesOfPact } from "./clauses.ts";
export { type FetchedRfq, fetchRfq, type RfqConflict } from "./exchanges/fetch-rfq.ts";
export type { ExchangeFailure, ExchangeFetch, Exchanges } from "./exchanges/http.ts";
export {
  type MarketMessage,
  type MarketReceipt,
  type PostedToMarket,
  postToMarket,
} from "./exchanges/post.ts";
export { type ListingQuery, listingMisfits, parseListingQuery } from "./exchanges/query.ts";
export {
  type FoundListing,
  type FoundListings,
  type MarketConflict,
  searchListings,
} from "./exchanges/search.ts";
export type { OfferedClause } from "./fields.ts";
export { compareListing, type ListingDifference } from "./listings/compare.ts";
export { checkListingIdentity, type ListingIdentityCheck } from "./listings/identity.ts";
export {
  hashListing,
  type Listing,
  type ListingIdentity,
  parseListing,
  type SignedListing,
  signListing,
  verifyListing,
} from "./listings/listing.ts";
export type { PriceModel, PriceModelName } from "./listings/price.ts";
export {
  type ListingWithdrawal,
  parseListingWithdrawal,
  type SignedListingWithdrawal,
  verifyListingWithdrawal,
  withdrawListing,
} from "./listings/withdrawal.ts";
export { type BuyerPolicy, type PolicyCandidate, type PolicyRefusal, refusalsOf } from "./policy.ts";
export {
  type Bid,
  commitToBid,
  hashBidCommitment,
  parseBidCommitment,
  parseRevealedBid,
  type RevealedBid,
  type SignedBidCommitment,
  verifyBidCommitment,
} from "./rfqs/bid.ts";
export {
  type ClosedRfq,
  closeRfq,
  parseRfqClosing,
  type SignedRfqClosing,
  verifyRfqClosing,
} from "./rfqs/closing.ts";
export { rankBids, verifyRevealedBid } from "./rfqs/rank.ts";
export { hashRfq, parseRfq, type Rfq, type SignedRfq, signRfq, verifyRfq } from "./rfqs/rfq.ts";
export type { BidFigures, BidScore, Scoring } from "./rfqs/scoring.ts";
export type { BidRefusal, RankedBid, RefusedBid, RfqResult } from "./rfqs/settle.ts";
export type { JsonSchema } from "./tasks/json-schema.ts";
export { knownTask, knownTasks } from "./tasks/known-tasks.ts";
export { hashTaskSchema, parseTaskSchema, type TaskSchema } from "./tasks/task-schema.ts";
