export {
  type BondPayment,
  type ContestParameters,
  contest,
  type OpenedContest,
} from "./actions/contest.ts";
export { type DrawnPanel, drawPanel } from "./actions/draw-panel.ts";
export { getBondId } from "./actions/get-bond-id.ts";
export { type ContestFacts, getContest, getContests } from "./actions/get-contest.ts";
export { getRound, type RoundFacts } from "./actions/get-round.ts";
export {
  type RecordBallotsParameters,
  type RecordedVote,
  recordBallots,
} from "./actions/record-ballots.ts";
export {
  type ReleaseBondParameters,
  type ReleasedBond,
  releaseBond,
} from "./actions/release-bond.ts";
export { type RuledSettlement, type RuleParameters, rule } from "./actions/rule.ts";
export {
  type CollectBondParameters,
  type CollectedBond,
  collectBond,
} from "./arbitrator/collect-bond.ts";
export {
  type DisputeMilestoneParameters,
  disputeMilestone,
  type OpenedDispute,
} from "./arbitrator/dispute-milestone.ts";
export { type EnforcedRuling, enforceRuling } from "./arbitrator/enforce-ruling.ts";
export { type DisputeFacts, getDispute } from "./arbitrator/get-dispute.ts";
export { type BondOf, bondAuthorizationOf, signBondPayment } from "./bond-payment.ts";
export { approveStake } from "./pool/approve-stake.ts";
export { type ChangedKey, type ChangeKeyParameters, changeKey } from "./pool/change-key.ts";
export {
  type CollectedReward,
  type CollectRewardParameters,
  collectReward,
} from "./pool/collect-reward.ts";
export { type EligibleJurors, getEligibleJurors } from "./pool/get-eligible-jurors.ts";
export { getKeyNonce } from "./pool/get-key-nonce.ts";
export { getPool, type PoolFacts } from "./pool/get-pool.ts";
export { getPoolReward } from "./pool/get-pool-reward.ts";
export { getSeat, getSeats, type SeatFacts } from "./pool/get-seat.ts";
export { getSeedBlock } from "./pool/get-seed-block.ts";
export { type ClosedSeat, leaveSeat, type SeatOf } from "./pool/leave-seat.ts";
export type { Penalties, Penalty } from "./pool/penalties.ts";
export { type PinnedSeed, type PinSeedParameters, pinSeed } from "./pool/pin-seed.ts";
export { type ReportAbsenceParameters, reportAbsence } from "./pool/report-absence.ts";
export {
  type ReportEquivocationParameters,
  reportEquivocation,
} from "./pool/report-equivocation.ts";
export { type TakenSeats, type TakeSeatsParameters, takeSeats } from "./pool/take-seats.ts";
export { type ToppedUpSeat, topUpSeat } from "./pool/top-up-seat.ts";
export { type ReturnedStake, withdrawStake } from "./pool/withdraw-stake.ts";
export * from "./sign-disputes.ts";
