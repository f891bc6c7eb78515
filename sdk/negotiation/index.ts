export { answerApproval } from "./approval/asking/answer.ts";
export { askPrincipal, type PrincipalAnswer } from "./approval/asking/ask-principal.ts";
export { type AskedApproval, parseAskedApproval } from "./approval/asking/asked-approval.ts";
export { carryAnswers } from "./approval/asking/carry-answers.ts";
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
export type { NegotiationChannel } from "./roads/channel.ts";
export { type Conversation, converse } from "./roads/converse.ts";
export { type HttpChannelOptions, httpChannel, type NegotiationFetch } from "./roads/http-channel.ts";
export { negotiationHandler } from "./roads/http-handler.ts";
export { type NegotiationSocket, type SocketRoad, socketRoad } from "./roads/socket.ts";
export { type SocketChannel, type SocketChannelOptions, socketChannel } from "./roads/socket-channel.ts";
export type { IssueAim, Issues, IssueValue } from "./strategies/aims.ts";
export { fixedPriceStrategy } from "./strategies/fixed-price.ts";
export type { IssueName } from "./strategies/issues.ts";
export {
  type LearnedPrice,
  learnPrice,
  type PricedWork,
  type PriceQuestion,
} from "./strategies/learn-price.ts";
export { type LearningSettings, learningStrategy } from "./strategies/learning-strategy.ts";
export type { Limits } from "./strategies/limits.ts";
export { openingMove } from "./strategies/opening-move.ts";
export type { Pace } from "./strategies/pace.ts";
export type { Schedule } from "./strategies/schedule.ts";
export type { Move, NegotiationView, OfferSeen, Strategy } from "./strategies/strategy.ts";
export { type UtilitySettings, utilityStrategy } from "./strategies/utility-strategy.ts";
export { viewNegotiation } from "./strategies/view.ts";
export type { AskedMove, Decision, NegotiationEntry } from "./talk/entries.ts";
export {
  type NegotiationEnvelope,
  parseNegotiationEnvelope,
  type RefusedMessage,
} from "./talk/envelope.ts";
export {
  type FirstMove,
  type NegotiationNews,
  type Negotiator,
  type NegotiatorInput,
  openNegotiator,
} from "./talk/negotiator.ts";
export type { DrawAnswerer } from "./talk/sign.ts";
export type { HeldCommitment, NegotiationStatus } from "./talk/status.ts";
export { memoryNegotiations, type NegotiationStore } from "./talk/store.ts";
export type { NegotiationLimits } from "./talk/tally.ts";
export {
  compareTranscripts,
  type MissingMessage,
  type TranscriptDifference,
} from "./transcript/compare.ts";
export {
  hashTranscript,
  type MessageTime,
  type NegotiationTranscript,
  parseTranscript,
  transcriptText,
} from "./transcript/transcript.ts";
export { type VerifiedTranscript, verifyTranscript } from "./transcript/verify.ts";
