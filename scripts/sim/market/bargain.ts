import type { Terms } from "quittance";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { START } from "./drawn-terms.ts";
import { playDuel, type Said } from "./duel.ts";
import { strategyOf } from "./kinds.ts";
import { drawSituation, type Situation } from "./situation.ts";

/** One negotiation about a price. Prices and limits are shares of the list price. */
export interface Bargain {
  readonly limits: Readonly<Record<Side, number>>;
  /** The price that both signed. */
  readonly price?: number;
  /** Offers of both sides. */
  readonly offers: number;
  /** From the first offer to the last message. */
  readonly seconds: number;
  /** The prices that each side offered, in order. */
  readonly offered: Readonly<Record<Side, readonly number[]>>;
  /** The price that each side accepted of the other's, where it did. */
  readonly accepted: Readonly<Record<Side, number | undefined>>;
}

const totalOf = ({ milestones }: Terms) => milestones.reduce((sum, { amount }) => sum + amount, 0n);

/** Lets a buyer of one kind meet a seller of another in a drawn situation. */
export function bargain(buyer: string, seller: string, seed: number): Bargain {
  const situation = drawSituation(seed);
  const { said, agreed } = playDuel({
    strategies: {
      buyer: strategyOf(buyer, "buyer", situation),
      seller: strategyOf(seller, "seller", situation),
    },
    ...{ opens: situation.opens, from: START },
    pauseOf: (turn) => situation.pauses[turn % situation.pauses.length] ?? 1,
  });
  const share = (terms: Terms) => shareOf(totalOf(terms), situation);
  const ofSide = <Value>(pick: (side: Side) => Value) => ({ buyer: pick("buyer"), seller: pick("seller") });
  const offered = ofSide((side) => offersOf(said, side).map(share));
  const accepted = ofSide((side) => acceptedBy(said, side, share));
  return {
    limits: ofSide((side) => shareOf(situation.limits[side], situation)),
    ...(agreed === undefined ? {} : { price: share(agreed) }),
    offers: offered.buyer.length + offered.seller.length,
    seconds: (said.at(-1)?.at ?? START) - START,
    ...{ offered, accepted },
  };
}

const shareOf = (amount: bigint, { list }: Situation) => Number((amount * 1_000_000n) / list) / 1_000_000;

const offersOf = (said: readonly Said[], side: Side) =>
  said.flatMap(({ by, move }) => (by === side && move.kind === "offer" ? [move.terms] : []));

/** What a side accepted of the other's; its signature under its own offer says no more than the offer did. */
function acceptedBy(said: readonly Said[], side: Side, share: (terms: Terms) => number): number | undefined {
  const first = said.find(({ move }) => move.kind === "accept");
  return first?.by === side && first.accepted !== undefined ? share(first.accepted) : undefined;
}
