import { type Address, type Hex, zeroHash } from "viem";
import { OfferPartyError } from "../../errors/agents.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { SignedEnd } from "../messages/end.ts";
import type { SignedWithdrawal } from "../messages/withdrawal.ts";
import type { OfferAcceptance } from "../offers/acceptance.ts";
import type { SignedOffer } from "../offers/offer.ts";

export type Side = "buyer" | "seller";

/** An offer, with what its two sides said of it. */
export interface OfferNode {
  readonly hash: Hex;
  readonly offer: SignedOffer;
  /** Who made it. */
  readonly by: Side;
  /** 1 for the first offer. */
  readonly depth: number;
  readonly answers: OfferNode[];
  readonly accepted: Partial<Record<Side, OfferAcceptance>>;
  withdrawal?: SignedWithdrawal;
}

/** All that is known of a negotiation: its offers as a tree, in which each answers the one above it, and who ended it. */
export interface NegotiationTree extends Readonly<Record<Side, Address>> {
  /** Hash of the first offer. */
  readonly id: Hex;
  readonly nodes: Map<Hex, OfferNode>;
  /** By the hash of the message. */
  readonly ends: Map<Hex, SignedEnd>;
}

/** A negotiation between the parties of its first offer, of which nothing has been said yet. */
export const emptyTree = (id: Hex, { terms: { buyer, seller } }: SignedOffer): NegotiationTree => ({
  ...{ id, buyer, seller },
  ...{ nodes: new Map(), ends: new Map() },
});

/** The hash of the offer that an offer answers; undefined for a first one. */
export const answeredBy = ({ answers }: Pick<SignedOffer, "answers">): Hex | undefined =>
  answers === zeroHash ? undefined : answers;

export const otherSide = (side: Side): Side => (side === "buyer" ? "seller" : "buyer");

/** @throws OfferPartyError for who is neither buyer nor seller. */
export function sideOf({ buyer, seller }: Readonly<Record<Side, Address>>, party: Address): Side {
  if (isSameAddress(party, buyer)) return "buyer";
  if (isSameAddress(party, seller)) return "seller";
  throw new OfferPartyError(party, "is neither buyer nor seller of this negotiation");
}
