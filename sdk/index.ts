export { erc792ArbiterAbi } from "./abi/erc792-arbiter.ts";
export { erc792ArbiterBytecode } from "./abi/erc792-arbiter-bytecode.ts";
export { jurorPoolAbi } from "./abi/juror-pool.ts";
export { jurorPoolBytecode } from "./abi/juror-pool-bytecode.ts";
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
export { type BondPayment, type ContestParameters, contest, type OpenedContest } from "./actions/contest.ts";
export { type DeliverParameters, deliver, type PostedDelivery } from "./actions/deliver.ts";
export { type DepositParameters, deposit, type LedgerDeposit } from "./actions/deposit.ts";
export {
  type DepositWithAuthorizationParameters,
  depositWithAuthorization,
} from "./actions/deposit-with-authorization.ts";
export { type DrawnPanel, drawPanel } from "./actions/draw-panel.ts";
export { getBondNonce } from "./actions/get-bond-nonce.ts";
export { type ContestFacts, getContest, getContests } from "./actions/get-contest.ts";
export { type DealFacts, getDeal } from "./actions/get-deal.ts";
export { getDealId } from "./actions/get-deal-id.ts";
export { getDomain } from "./actions/get-domain.ts";
export { getLedgerBalance } from "./actions/get-ledger-balance.ts";
export { getMilestone, type MilestoneFacts, type MilestoneStatus } from "./actions/get-milestone.ts";
export { getPhase } from "./actions/get-phase.ts";
export { getRating, type RatingFacts } from "./actions/get-rating.ts";
export { getRefused } from "./actions/get-refused.ts";
export { getRound, type RoundFacts } from "./actions/get-round.ts";
export { getUsdc } from "./actions/get-usdc.ts";
export type { MilestoneOf } from "./actions/milestone.ts";
export { type OpenDealParameters, type OpenedDeal, openDeal } from "./actions/open-deal.ts";
export { type DealRating, type RateParameters, rate } from "./actions/rate.ts";
export { type ReclaimParameters, reclaim } from "./actions/reclaim.ts";
export { type RecordBallotsParameters, type RecordedVote, recordBallots } from "./actions/record-ballots.ts";
export {
  type RecordEquivocationParameters,
  type RecordedEquivocation,
  recordEquivocation,
} from "./actions/record-equivocation.ts";
export { type ReleaseBondParameters, type ReleasedBond, releaseBond } from "./actions/release-bond.ts";
export { type RetryRefusedParameters, retryRefused } from "./actions/retry-refused.ts";
export { type RuledSettlement, type RuleParameters, rule } from "./actions/rule.ts";
export { settle } from "./actions/settle.ts";
export type { Bonds, Credit, DealEnd, MilestoneSettlement, Payouts } from "./actions/settlement.ts";
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
export { type CollectBondParameters, type CollectedBond, collectBond } from "./adapters/collect-bond.ts";
export {
  type DisputeMilestoneParameters,
  disputeMilestone,
  type OpenedDispute,
} from "./adapters/dispute-milestone.ts";
export { type EnforcedRuling, enforceRuling } from "./adapters/enforce-ruling.ts";
export { type DisputeFacts, getDispute } from "./adapters/get-dispute.ts";
export { jurorPoolActions, quittanceActions } from "./decorator.ts";
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
export { hashBallotBatch, signBallotBatch } from "./jury/batch.ts";
export { hashBallotStruct } from "./jury/batch-hash.ts";
export { type Choice, chooseBallots, type Equivocation, findEquivocations } from "./jury/choose.ts";
export { type PayoutRule, payoutOf, type Split, splitOf } from "./jury/payout.ts";
export { type Tally, tallyScores } from "./jury/tally.ts";
export { adviseTerms, corruptionCost, type PoolSize, type Warning } from "./ladder/advice.ts";
export { type DealExit, type ExitPath, latestExits, type MilestoneExit } from "./ladder/exits.ts";
export { type Phase, type PhaseAction, type PhaseName, phaseOf } from "./ladder/phase.ts";
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
export { approveStake } from "./pool/approve-stake.ts";
export { type ChangedKey, type ChangeKeyParameters, changeKey } from "./pool/change-key.ts";
export { type CollectedReward, type CollectRewardParameters, collectReward } from "./pool/collect-reward.ts";
export { getPool, type PoolFacts } from "./pool/get-pool.ts";
export { getPoolReward } from "./pool/get-pool-reward.ts";
export { getSeat, getSeats, type SeatFacts } from "./pool/get-seat.ts";
export { getSeedBlock } from "./pool/get-seed-block.ts";
export { type ClosedSeat, leaveSeat, type SeatOf } from "./pool/leave-seat.ts";
export type { Penalties, Penalty } from "./pool/penalties.ts";
export { type PinnedSeed, type PinSeedParameters, pinSeed } from "./pool/pin-seed.ts";
export { type ReportAbsenceParameters, reportAbsence } from "./pool/report-absence.ts";
export { type ReportEquivocationParameters, reportEquivocation } from "./pool/report-equivocation.ts";
export { type TakenSeats, type TakeSeatsParameters, takeSeats } from "./pool/take-seats.ts";
export { type ReturnedStake, withdrawStake } from "./pool/withdraw-stake.ts";
export { minimumBond } from "./terms/bond.ts";
export { bounds } from "./terms/bounds.ts";
export {
  buildTerms,
  parseTerms,
  type RecourseDraft,
  randomSalt,
  sortPanel,
  type TermsDraft,
} from "./terms/build.ts";
export { checkTerms, type TermsSurroundings } from "./terms/check.ts";
export {
  type BallotEntry,
  decodeBallotEntries,
  decodeBallots,
  encodeBallots,
  type SignedBallotEntry,
} from "./typed-data/ballots-wire.ts";
export { type BondOf, bondAuthorizationOf, signBondPayment } from "./typed-data/bond-payment.ts";
export { compactSignature } from "./typed-data/compact.ts";
export * from "./typed-data/consents.ts";
export { dealIdOf, hashEngagement } from "./typed-data/deal-id.ts";
export {
  type JurorPoolDomain,
  jurorPoolDomain,
  type QuittanceDomain,
  quittanceDomain,
} from "./typed-data/domain.ts";
export {
  decodePanel,
  decodeRecordedBallots,
  decodeVerdict,
  encodePanel,
  milestonesIn,
  type RecordedBallots,
  type SettlementCause,
  settlementCauseOf,
  settlementCauses,
  type VerdictParts,
} from "./typed-data/events.ts";
export type {
  Agreement,
  Ballot,
  BallotBatchMessage,
  BondMessage,
  Cancellation,
  ContestMessage,
  Delivery,
  Deposit,
  MilestoneName,
  OfferMessage,
  RatingMessage,
  RulingMessage,
  SeatKeyMessage,
} from "./typed-data/messages.ts";
export {
  type Authorization,
  authorizationOf,
  depositNonce,
  signDeposit,
  signPayment,
  verifyPayment,
} from "./typed-data/payment.ts";
export * from "./typed-data/recourse-consents.ts";
export { signTerms, verifyTerms } from "./typed-data/sign-terms.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./typed-data/signing.ts";
export { type Milestone, type Recourse, type Terms, totalOf } from "./typed-data/terms.ts";
export { decodeTerms, encodeBriefTerms, encodeHead, encodeTerms } from "./typed-data/terms-wire.ts";
export { readTokenDomain, type TokenDomain } from "./typed-data/token-domain.ts";
export { tokenTypes, typedDataTypes } from "./typed-data/types.ts";
