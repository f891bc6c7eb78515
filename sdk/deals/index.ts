export { type AgreeParameters, agree } from "./actions/agree.ts";
export { type AmendParameters, amend, type DealAmendment } from "./actions/amend.ts";
export { type BatchCallsParameters, type BatchedCalls, batchCalls } from "./actions/batch-calls.ts";
export { type CancelParameters, cancel } from "./actions/cancel.ts";
export { type DeliverParameters, deliver, type PostedDelivery } from "./actions/deliver.ts";
export { getAmendment } from "./actions/get-amendment.ts";
export { getBook } from "./actions/get-book.ts";
export { type DealFacts, getDeal } from "./actions/get-deal.ts";
export { getDealId } from "./actions/get-deal-id.ts";
export { getMilestone, type MilestoneFacts, type MilestoneStatus } from "./actions/get-milestone.ts";
export { getRating, type RatingFacts } from "./actions/get-rating.ts";
export { type OpenBatchParameters, type OpenedBatch, openBatch } from "./actions/open-batch.ts";
export { type OpenDealParameters, type OpenedDeal, openDeal } from "./actions/open-deal.ts";
export { type DealRating, type RateParameters, rate } from "./actions/rate.ts";
export { type ReclaimParameters, reclaim } from "./actions/reclaim.ts";
export {
  type RecordEquivocationParameters,
  type RecordedEquivocation,
  recordEquivocation,
} from "./actions/record-equivocation.ts";
export {
  type LateVote,
  type RecordLateBallotsParameters,
  recordLateBallots,
} from "./actions/record-late-ballots.ts";
export { type RefundParameters, refund } from "./actions/refund.ts";
export type { RefusedItem } from "./actions/refused-items.ts";
export { type ReleaseParameters, release } from "./actions/release.ts";
export { settle } from "./actions/settle.ts";
export type { Bonds, Credit, DealEnd, MilestoneSettlement, Payouts } from "./actions/settlement.ts";
export { type SubmitVerdictParameters, submitVerdict, type Verdict } from "./actions/submit-verdict.ts";
export {
  type JudgedMilestone,
  type SubmittedVerdicts,
  type SubmitVerdictsParameters,
  submitVerdicts,
} from "./actions/submit-verdicts.ts";
export {
  type BallotDraft,
  buildBallot,
  hashBallot,
  hashReasons,
  parseBallot,
  type SignedBallot,
  signBallot,
  verifyBallot,
} from "./ballots/ballot.ts";
export { type BallotChecker, ballotChecker } from "./ballots/ballot-checker.ts";
export { hashBallotBatch, signBallotBatch } from "./ballots/batch.ts";
export { hashBallotStruct } from "./ballots/batch-hash.ts";
export { type Choice, chooseBallots, type Equivocation, findEquivocations } from "./ballots/choose.ts";
export { type BallotTally, tallyBallots } from "./ballots/tally.ts";
export {
  buildDelivery,
  encodeDeliveryProof,
  hashDelivery,
  parseDelivery,
  type SignedDelivery,
  signDelivery,
  verifyDelivery,
} from "./delivery.ts";
export { signPayment, transferAuthorizationOf, verifyPayment } from "./sign-payment.ts";
export * from "./sign-settlements.ts";
export { amendTerms, type TermsChanges } from "./terms/amend.ts";
export { buildTerms, type DisputeRulesDraft, sortPanel, type TermsDraft } from "./terms/build.ts";
export { checkTerms, parseTerms, type TermsSurroundings } from "./terms/check.ts";
export type { MilestoneOf } from "./terms/milestone-of.ts";
export { signTerms, verifyTerms } from "./terms/sign-terms.ts";
export { hashTermsBatch, type SignedTermsBatch, signTermsBatch } from "./terms/sign-terms-batch.ts";
