export { answerApproval } from "./approval/asking/answer.ts";
export { askPrincipal, type PrincipalAnswer } from "./approval/asking/ask-principal.ts";
export { type AskedApproval, parseAskedApproval } from "./approval/asking/asked-approval.ts";
export type { TermsChange } from "./approval/asking/changes.ts";
export {
  type ApprovalDecision,
  type ApprovalEnd,
  type ApprovalRecord,
  type ApprovalState,
  type ApprovalStore,
  approvalState,
  memoryApprovals,
} from "./approval/asking/store.ts";
export { approvalText } from "./approval/asking/text.ts";
export type { ApprovalFacts, OwnCommitment } from "./approval/facts.ts";
export {
  type ApprovalLimits,
  type ApprovalSettings,
  type CollusionLimits,
  narrowLimits,
} from "./approval/limits.ts";
export { approvalPolicy, type FactsSource } from "./approval/policy.ts";
export type { Commitment, Review, ReviewAnswer, ReviewReason } from "./approval/review.ts";
export { type EndReason, endNegotiation, endReasons, type SignedEnd } from "./messages/end.ts";
export {
  hashNegotiationMessage,
  type NegotiationMessage,
  parseNegotiationMessage,
} from "./messages/message.ts";
export { type SignedWithdrawal, withdrawOffer } from "./messages/withdrawal.ts";
export * from "./offers/index.ts";
export type { Receipt } from "./record/inbox.ts";
export { type AgreedDeal, type Negotiation, openNegotiation } from "./record/negotiation.ts";
export type { NegotiationPhase, NegotiationState } from "./record/state.ts";
export type { Side } from "./record/tree.ts";
export type { Move, NegotiationView, OfferSeen, Strategy } from "./strategies/strategy.ts";
