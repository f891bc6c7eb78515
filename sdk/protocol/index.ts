export { accountAddressOf } from "./account-address.ts";
export { type AccountDid, type AccountId, accountDid, parseAccountDid } from "./account-did.ts";
export {
  type BallotEntry,
  decodeBallotEntries,
  decodeBallots,
  encodeBallots,
  type SignedBallotEntry,
} from "./ballots-codec.ts";
export type { BatchProof } from "./batch-tree.ts";
export { milestonesIn } from "./bitmap.ts";
export { drawersPart, minimumBond } from "./bond.ts";
export { bounds } from "./bounds.ts";
export { type Capability, capabilityNames, decodeCapabilities, encodeCapabilities } from "./capabilities.ts";
export { compactSignature, wholeSignature } from "./compact-signature.ts";
export { dealIdOf, hashAdjudication } from "./deal-id.ts";
export {
  type JurorPoolDomain,
  jurorPoolDomain,
  type QuittanceDomain,
  quittanceDomain,
} from "./domain.ts";
export {
  decodePanel,
  decodeRecordedBallots,
  decodeSettlement,
  decodeVerdict,
  encodePanel,
  type RecordedBallots,
  type SettlementCause,
  type SettlementParts,
  settlementCauseOf,
  settlementCauses,
  type VerdictParts,
} from "./events.ts";
export { type ExpectedContracts, type ExplainedLine, type Explanation, explain } from "./explain.ts";
export { formatUsdc } from "./explaining/formats.ts";
export { hashTyped } from "./hash-typed.ts";
export type {
  AccountMessage,
  AgreementMessage,
  ApprovalMessage,
  Ballot,
  BallotBatchMessage,
  BallotCommitmentMessage,
  BondMessage,
  CancellationMessage,
  ContestMessage,
  Delivery,
  Deposit,
  FreezeMessage,
  KeyRevocationMessage,
  MilestoneName,
  NegotiationEndMessage,
  OfferMessage,
  OfferWithdrawalMessage,
  PayeeMessage,
  RatingMessage,
  ReclaimMessage,
  RefundMessage,
  ReleaseMessage,
  RulingMessage,
  SeatKeyMessage,
} from "./messages.ts";
export { type PayoutRule, payoutOf, type Split, shareOf, splitOf } from "./payout.ts";
export { decodePolicy, encodePolicy, hashPolicy, type Policy, unlimited } from "./policy.ts";
export { type Purpose, purposes } from "./purposes.ts";
export { randomSalt } from "./salt.ts";
export { decodePayments, decodeRedemptions, type Redemption } from "./spending-events.ts";
export { type Tally, tallyScores } from "./tally.ts";
export {
  type Amendment,
  type DisputeRules,
  dueOf,
  type Milestone,
  sharesFee,
  type Terms,
  totalOf,
} from "./terms.ts";
export { decodeTerms, encodeBriefTerms, encodeSchedule, encodeTerms } from "./terms-codec.ts";
export { tokenTypes, typedDataTypes } from "./typed-data.ts";
export { usdc } from "./usdc.ts";
export {
  type BatchVerdict,
  decodeVerdicts,
  encodeVerdictGroup,
  type GroupItem,
  type GroupJuror,
  type PackedVerdictGroup,
} from "./verdict-group-codec.ts";
export { type UnwrappedSignature, unwrapSignature, type WalletDeployment } from "./wrapped-signature.ts";
