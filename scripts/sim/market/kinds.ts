import {
  fixedPriceStrategy,
  learningStrategy,
  type Pace,
  type Strategy,
  type UtilitySettings,
  utilityStrategy,
} from "quittance/negotiation";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { ISSUES } from "../../../sdk/negotiation/strategies/issues.ts";
import { START } from "./drawn-terms.ts";
import { type Situation, UNITS } from "./situation.ts";
import { towardsLimit } from "./towards-limit.ts";

/** Offers that each side makes at most. */
const ROUNDS = 12;
const SCHEDULE = { from: START, until: START + 3_600, rounds: ROUNDS };
/** Percents of the list price: what each side opens with, goes to, and has as its fixed price. */
const ASKED: Readonly<Record<Side, { opening: number; aspiration: number; fixed: number }>> = {
  buyer: { opening: 70, aspiration: 112, fixed: 95 },
  seller: { opening: 130, aspiration: 78, fixed: 100 },
};
/** Two that only answer each other still go two thirds of their ways. */
const BOUNDED = { least: 600, most: 2_500 };

const PACES: Readonly<Record<string, Pace>> = {
  boulware: { kind: "time", shape: "boulware" },
  linear: { kind: "time", shape: "linear" },
  conceder: { kind: "time", shape: "conceder" },
  mirror: { kind: "mirror", ...BOUNDED },
  relative: { kind: "relative", ...BOUNDED },
};

/** The strategies that meet. `to limit` is the textbook's, whose curve leads to the limit. */
export const KINDS = ["fixed", ...Object.keys(PACES), "learning", "to limit"] as const;

const LEAVES: Strategy = ({ state }) =>
  state.phase === "ended" ? { kind: "wait" } : { kind: "end", reason: "price" };

/** A strategy of a kind for a side of a situation. */
export function strategyOf(kind: string, side: Side, situation: Situation): Strategy {
  const { terms, list, limits, record } = situation;
  const percent = (share: number) => (list * BigInt(share)) / 100n;
  const { opening, aspiration, fixed } = ASKED[side];
  const limit = limits[side];
  const isAffordable = (price: bigint) => (side === "buyer" ? price <= limit : price >= limit);
  const settings = (pace: Pace): UtilitySettings => ({
    ...{ terms, pace, ...SCHEDULE, limits: { price: limit } },
    issues: { price: { opening: percent(opening), aspiration: percent(aspiration), weight: 10_000 } },
  });
  if (kind === "fixed") {
    const price = percent(fixed);
    return isAffordable(price)
      ? fixedPriceStrategy({ terms: ISSUES.price.write(terms, price), ...SCHEDULE })
      : LEAVES;
  }
  const linear: Pace = { kind: "time", shape: "linear" };
  if (kind === "to limit") return towardsLimit(settings(linear));
  if (kind !== "learning") return utilityStrategy(settings(PACES[kind] ?? linear));
  const fallback = { opening: percent(opening), aspiration: percent(aspiration), pace: linear };
  return learningStrategy({
    ...{ terms, ...SCHEDULE, limits: { price: limit } },
    record: { facts: record, side, units: UNITS, fallback },
  });
}
