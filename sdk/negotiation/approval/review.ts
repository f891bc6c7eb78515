import type { Move, NegotiationView } from "../strategies/strategy.ts";

/** A move that binds the side which makes it: an offer or an acceptance. */
export type Commitment = Extract<Move, { readonly kind: "offer" | "accept" }>;

/** Why a commitment is not simply made. */
export interface ReviewReason {
  /** For programs, such as `price-above-threshold`. */
  readonly rule: string;
  /** For the principal: one sentence that names the value and the limit. */
  readonly text: string;
}

/**
 * `ask` stops the agent until its principal has answered; `refuse` is final. What is allowed is reviewed again when something else was
 * committed meanwhile, but not the principal's own word.
 */
export type ReviewAnswer =
  | { readonly kind: "allow"; readonly byPrincipal?: true }
  | { readonly kind: "ask"; readonly reasons: readonly ReviewReason[] }
  | { readonly kind: "refuse"; readonly reasons: readonly ReviewReason[] };

/** Judges a commitment before anything is signed. */
export type Review = (commitment: Commitment, view: NegotiationView) => Promise<ReviewAnswer>;
