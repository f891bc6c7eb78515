import type { Address, Hex } from "viem";
import type { ReviewReason } from "../approval/review.ts";
import type { NegotiationPhase, NegotiationState } from "../record/state.ts";
import { otherSide, type Side } from "../record/tree.ts";
import type { Book } from "./book.ts";
import type { AskedMove } from "./entries.ts";
import { isStillAbout } from "./moves.ts";
import { viewOf } from "./view.ts";

/** A commitment that waits for the principal's word. */
export interface HeldCommitment {
  /** By which the principal answers. */
  readonly approval: Hex;
  readonly move: AskedMove;
  /** Hash of the offer that it accepts or answers. */
  readonly about: Hex;
  /** For the principal alone: they name this side's limits. */
  readonly reasons: readonly ReviewReason[];
  /** Unix seconds. */
  readonly since: number;
}

/** Where a negotiation is, as one side sees it. */
export interface NegotiationStatus {
  readonly negotiation: Hex;
  readonly side: Side;
  readonly counterparty: Address;
  readonly buyer: Address;
  readonly seller: Address;
  /** The phase; `held` while it waits for this side's principal. */
  readonly status: NegotiationPhase | "held";
  readonly state: NegotiationState;
  readonly held?: HeldCommitment;
}

/** Where a book is at a moment. */
export function statusOf({ negotiation, side, question }: Book, now: number): NegotiationStatus {
  const state = negotiation.state(now);
  const { id, first } = negotiation;
  const { buyer, seller } = first.terms;
  const common = { negotiation: id, side, counterparty: first.terms[otherSide(side)], buyer, seller, state };
  const asked = question();
  const isHeld =
    asked !== undefined &&
    asked.isAllowed === undefined &&
    isStillAbout(asked.move, asked.about, viewOf(negotiation, side, now));
  if (!isHeld) return { ...common, status: state.phase };
  const { id: approval, move, about, reasons, since } = asked;
  return { ...common, status: "held", held: { approval, move, about, reasons, since } };
}
