import type { Hex } from "viem";
import type { Terms } from "../../protocol/terms.ts";
import type { EndReason } from "../messages/end.ts";
import type { NegotiationState } from "../record/state.ts";
import type { Side } from "../record/tree.ts";

/** An offer as a strategy sees it. */
export interface OfferSeen {
  readonly hash: Hex;
  readonly by: Side;
  readonly terms: Terms;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** All that a strategy decides by, beside its own settings: what both sides have said, and the time. Nothing of it is secret. */
export interface NegotiationView {
  /** Whose strategy decides. */
  readonly side: Side;
  /** Unix seconds. */
  readonly now: number;
  readonly state: NegotiationState;
  /** From the first offer to the last one, each answering the one before; also where none of them stands any longer. */
  readonly offers: readonly OfferSeen[];
}

/**
 * What a side does next:
 * - `offer`: signs these terms, as the answer to the last offer; they are good for `validFor` seconds;
 * - `accept`: signs the offer that stands;
 * - `end`: says that there will be no deal;
 * - `wait`: says nothing.
 */
export type Move =
  | { readonly kind: "offer"; readonly terms: Terms; readonly validFor: number }
  | { readonly kind: "accept" }
  | { readonly kind: "end"; readonly reason: EndReason; readonly note?: string }
  | { readonly kind: "wait" };

/**
 * Decides the next move of a side. A strategy is pure: the same view gives the same move. Its limits are in its settings alone, and a
 * move shows of them no more than the terms that it offers.
 */
export type Strategy = (view: NegotiationView) => Move;
