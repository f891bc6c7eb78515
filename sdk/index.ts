export { quittanceAbi } from "./abi/quittance.ts";
export { quittanceBytecode } from "./abi/quittance-bytecode.ts";
export { type AcceptParameters, accept } from "./actions/accept.ts";
export { type AgreeParameters, agree } from "./actions/agree.ts";
export {
  type ApproveDepositParameters,
  approveDeposit,
  type DepositApproval,
} from "./actions/approve-deposit.ts";
export { type CancelParameters, cancel } from "./actions/cancel.ts";
export { type ConcedeParameters, concede } from "./actions/concede.ts";
export { type DeliverParameters, deliver, type PostedDelivery } from "./actions/deliver.ts";
export { type DepositParameters, deposit, type LedgerDeposit } from "./actions/deposit.ts";
export {
  type DepositWithAuthorizationParameters,
  depositWithAuthorization,
} from "./actions/deposit-with-authorization.ts";
export { type DealFacts, getDeal } from "./actions/get-deal.ts";
export { getDealId } from "./actions/get-deal-id.ts";
export { getDomain } from "./actions/get-domain.ts";
export { getLedgerBalance } from "./actions/get-ledger-balance.ts";
export { getMilestone, type MilestoneFacts, type MilestoneStatus } from "./actions/get-milestone.ts";
export { getRefused } from "./actions/get-refused.ts";
export { getUsdc } from "./actions/get-usdc.ts";
export type { MilestoneOf } from "./actions/milestone.ts";
export { type OpenDealParameters, type OpenedDeal, openDeal } from "./actions/open-deal.ts";
export { type ReclaimParameters, reclaim } from "./actions/reclaim.ts";
export { type RetryRefusedParameters, retryRefused } from "./actions/retry-refused.ts";
export { settle } from "./actions/settle.ts";
export type { Credit, DealEnd, MilestoneSettlement, Payouts } from "./actions/settlement.ts";
export { type SubmitVerdictParameters, submitVerdict, type Verdict } from "./actions/submit-verdict.ts";
export type {
  ActingClient,
  CallRequest,
  ContractCall,
  Outcome,
  PreparedRequest,
  Sending,
  Target,
  Verb,
  Waiting,
} from "./actions/verb-types.ts";
export { type LedgerWithdrawal, type WithdrawParameters, withdraw } from "./actions/withdraw.ts";
export { quittanceActions } from "./decorator.ts";
export {
  type DeploymentRecord,
  parseDeployment,
  readDeployment,
  writeDeployment,
} from "./deployment/record.ts";
export * from "./errors/index.ts";
export {
  buildDelivery,
  encodeDeliveryProof,
  hashDelivery,
  parseDelivery,
  type SignedDelivery,
  signDelivery,
  verifyDelivery,
} from "./evidence/delivery.ts";
export { checkEvidence, hashEvidence } from "./evidence/hash.ts";
export { toJson } from "./json/parse.ts";
export {
  type BallotDraft,
  buildBallot,
  hashBallot,
  hashReasons,
  parseBallot,
  type SignedBallot,
  signBallot,
  verifyBallot,
} from "./jury/ballot.ts";
export { type Choice, chooseBallots, type Equivocation, findEquivocations } from "./jury/choose.ts";
export { type PayoutRule, payoutOf, type Split, splitOf } from "./jury/payout.ts";
export { type Tally, tallyScores } from "./jury/tally.ts";
export {
  acceptOffer,
  checkOfferAcceptance,
  type OfferAcceptance,
  parseOfferAcceptance,
} from "./negotiation/acceptance.ts";
export { checkOffer, type OfferSurroundings } from "./negotiation/check.ts";
export { counterOffer } from "./negotiation/counter.ts";
export {
  buildOffer,
  hashOffer,
  type Offer,
  parseOffer,
  type SignedOffer,
  signOffer,
} from "./negotiation/offer.ts";
export { canonicalJson } from "./pact/canonical.ts";
export { hashPact } from "./pact/hash.ts";
export { bounds } from "./terms/bounds.ts";
export { buildTerms, parseTerms, randomSalt, sortPanel, type TermsDraft } from "./terms/build.ts";
export { checkTerms, type TermsSurroundings } from "./terms/check.ts";
export {
  type BallotEntry,
  decodeBallotEntries,
  decodeBallots,
  encodeBallots,
  type SignedBallotEntry,
} from "./typed-data/ballots-wire.ts";
export { compactSignature } from "./typed-data/compact.ts";
export * from "./typed-data/consents.ts";
export { dealIdOf, hashEngagement } from "./typed-data/deal-id.ts";
export { type QuittanceDomain, quittanceDomain } from "./typed-data/domain.ts";
export {
  decodeVerdict,
  milestonesIn,
  type SettlementCause,
  settlementCauseOf,
  settlementCauses,
  type VerdictParts,
} from "./typed-data/events.ts";
export type {
  Agreement,
  Ballot,
  Cancellation,
  Delivery,
  Deposit,
  MilestoneName,
  OfferMessage,
} from "./typed-data/messages.ts";
export {
  type Authorization,
  authorizationOf,
  depositNonce,
  signDeposit,
  signPayment,
  verifyPayment,
} from "./typed-data/payment.ts";
export { signTerms, verifyTerms } from "./typed-data/sign-terms.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./typed-data/signing.ts";
export { type Milestone, type Terms, totalOf } from "./typed-data/terms.ts";
export { decodeTerms, encodeBriefTerms, encodeHead, encodeTerms } from "./typed-data/terms-wire.ts";
export { readTokenDomain, type TokenDomain } from "./typed-data/token-domain.ts";
export { tokenTypes, typedDataTypes } from "./typed-data/types.ts";
