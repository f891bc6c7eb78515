import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { type Bargain, bargain } from "./bargain.ts";
import { KINDS } from "./kinds.ts";
import { type LeakFigure, leakOf } from "./observer.ts";
import { REPORTED_RUNS } from "./reported-seed.ts";

/** How buyers of one strategy and sellers of another fare. Shares are rounded to a ten-thousandth. */
export interface PairFigure {
  readonly buyer: string;
  readonly seller: string;
  /** Negotiations in which the buyer would pay what the seller would take. */
  readonly possible: number;
  /** Those that came to a deal. */
  readonly agreed: number;
  /** Offers of both sides, and seconds to the last signature, of those. */
  readonly offers: number;
  readonly seconds: number;
  /** The buyer's part of what the deals are worth beyond the limits. */
  readonly buyerShare: number;
  /** What was reached of all that could be, of the possible ones: a deal that does not come about loses its surplus. */
  readonly reached: number;
  /** Below the list price. */
  readonly discount: number;
  readonly leak: Readonly<Record<Side, LeakFigure>>;
}

/** Everything that the simulation of the market finds. */
export interface MarketSimulation {
  readonly seed: number;
  readonly runs: number;
  readonly pairs: readonly PairFigure[];
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

/** Plays one pair of strategies in as many situations as there are runs; the situations are the same for each pair. */
export function simulatePair(buyer: string, seller: string, seed: number, runs = REPORTED_RUNS): PairFigure {
  const played = Array.from({ length: runs }, (_, run) => bargain(buyer, seller, seed * 1_000_000 + run));
  const possible = played.filter(({ limits }) => limits.buyer >= limits.seller);
  const agreed = played.flatMap((each) => (each.price === undefined ? [] : [{ ...each, price: each.price }]));
  const outside = agreed.find(({ price, limits }) => price > limits.buyer || price < limits.seller);
  if (outside !== undefined) throw new Error(`a deal beyond a limit, of ${buyer} and ${seller}`);
  const surplusOf = ({ limits }: Bargain) => limits.buyer - limits.seller;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const surplus = sum(agreed.map(surplusOf));
  const leak = (side: Side) => {
    const { blind, seen } = leakOf(played, side);
    return { blind: rounded(blind), seen: rounded(seen) };
  };
  return {
    ...{ buyer, seller, possible: possible.length, agreed: agreed.length },
    offers: rounded(mean(agreed.map(({ offers }) => offers))),
    seconds: rounded(mean(agreed.map(({ seconds }) => seconds))),
    buyerShare: rounded(
      surplus === 0 ? 0 : sum(agreed.map(({ limits, price }) => limits.buyer - price)) / surplus,
    ),
    reached: rounded(surplus / sum(possible.map(surplusOf))),
    discount: rounded(mean(agreed.map(({ price }) => 1 - price))),
    leak: { buyer: leak("buyer"), seller: leak("seller") },
  };
}

/** Plays each strategy of buyers against each of sellers. */
export function simulateMarket(
  seed: number,
  onStep: (what: string) => void = () => {},
  runs = REPORTED_RUNS,
): MarketSimulation {
  const pairs = KINDS.flatMap((buyer) =>
    KINDS.map((seller) => {
      onStep(`${buyer} buys, ${seller} sells`);
      return simulatePair(buyer, seller, seed, runs);
    }),
  );
  return { seed, runs, pairs };
}

/** How one strategy fares on one side, over all that it meets. */
export interface KindFigure {
  readonly kind: string;
  readonly side: Side;
  /** Of the possible ones. */
  readonly agreed: number;
  readonly offers: number;
  readonly seconds: number;
  /** Its part of the surplus of its deals. */
  readonly share: number;
  /** Its part of all surplus that there could be: what it gets, deals that it loses counted. */
  readonly gained: number;
  readonly discount: number;
  readonly leak: LeakFigure;
}

/** The mean over all strategies of the other side, each met as often. */
export function kindFigure({ pairs }: MarketSimulation, kind: string, side: Side): KindFigure {
  const met = pairs.filter((pair) => pair[side] === kind);
  const shareOf = ({ buyerShare }: PairFigure) => (side === "buyer" ? buyerShare : 1 - buyerShare);
  const some = met.filter(({ agreed }) => agreed > 0);
  return {
    ...{ kind, side },
    agreed: mean(met.map(({ agreed, possible }) => agreed / possible)),
    offers: mean(some.map(({ offers }) => offers)),
    seconds: mean(some.map(({ seconds }) => seconds)),
    share: mean(some.map(shareOf)),
    gained: mean(met.map((pair) => shareOf(pair) * pair.reached)),
    discount: mean(some.map(({ discount }) => discount)),
    leak: {
      blind: mean(met.map(({ leak }) => leak[side].blind)),
      seen: mean(met.map(({ leak }) => leak[side].seen)),
    },
  };
}

export const SIDES = ["buyer", "seller"] as const;

/** All strategies of a side. */
export const kindFigures = (found: MarketSimulation, side: Side): readonly KindFigure[] =>
  KINDS.map((kind) => kindFigure(found, kind, side));

/** The textbook's strategy, which all others are to leak less than. */
const TEXTBOOK = "to limit";

/** Whether an observer learns less of the limits of each strategy than of those of the textbook's, on either side. */
export function leaksLess(found: MarketSimulation): boolean {
  return SIDES.every((side) => {
    const figures = kindFigures(found, side);
    const textbook = figures.find(({ kind }) => kind === TEXTBOOK);
    return figures.every(({ kind, leak }) => kind === TEXTBOOK || leak.seen > (textbook?.leak.seen ?? 0));
  });
}
