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
export type { Pace } from "./strategies/pace.ts";
export type { Schedule } from "./strategies/schedule.ts";
export type { Move, NegotiationView, OfferSeen, Strategy } from "./strategies/strategy.ts";
export { type UtilitySettings, utilityStrategy } from "./strategies/utility-strategy.ts";
export { viewNegotiation } from "./strategies/view.ts";
