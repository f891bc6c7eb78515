import type { Address, Hex } from "viem";
import { amountsOf, dueOf, type Terms } from "../../protocol/terms.ts";
import type { Side } from "../record/tree.ts";
import { otherSide } from "../record/tree.ts";
import type { NegotiationView } from "../strategies/strategy.ts";
import type { Commitment } from "./review.ts";

/** What a commitment binds its side to. */
export interface Committed {
  readonly side: Side;
  readonly terms: Terms;
  readonly self: Address;
  readonly counterparty: Address;
  /** USDC base units: what the deal takes from a buyer when it opens, or what the milestones of a seller sum to. */
  readonly value: bigint;
  /** Hash of the first offer; undefined for the first offer itself. */
  readonly negotiation: Hex | undefined;
  /** Terms of the first offer, where there is one. */
  readonly first: Terms | undefined;
  /** Hash of the offer that is accepted or answered; undefined for the first offer. */
  readonly answers: Hex | undefined;
  /** Unix seconds: before it, the terms can be opened, and the offer that is accepted is good. */
  readonly goodUntil: number;
  /** Unix seconds of the moment at which it is reviewed. */
  readonly now: number;
}

/** What a commitment binds to; undefined when it accepts though no offer of the other side stands. */
export function committedBy(commitment: Commitment, view: NegotiationView): Committed | undefined {
  const { side, now, offers } = view;
  const [first] = offers;
  const current = offers.find(({ hash }) => hash === view.state.offer);
  const accepted = commitment.kind === "accept" ? current : undefined;
  if (commitment.kind === "accept" && accepted === undefined) return undefined;
  const terms = commitment.kind === "offer" ? commitment.terms : accepted?.terms;
  if (terms === undefined) return undefined;
  return {
    ...{ side, terms, now, negotiation: first?.hash, first: first?.terms },
    ...{ self: terms[side], counterparty: terms[otherSide(side)] },
    value: side === "buyer" ? dueOf(terms) : amountsOf(terms),
    // An own offer that came to nothing is taken back, and the one before is answered again.
    answers: (accepted ?? offers.findLast(({ by }) => by !== side))?.hash,
    goodUntil: Math.min(terms.openBy, accepted?.validUntil ?? terms.openBy),
  };
}
