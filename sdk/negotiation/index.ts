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
