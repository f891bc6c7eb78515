import type { Terms } from "quittance";
import type { PricedWork } from "quittance/negotiation";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { type Dice, diceOf } from "../../../test/support/dice.ts";
import { drawTerms, START } from "./drawn-terms.ts";

/** What two sides meet with: all but the limits is known to everyone. */
export interface Situation {
  /** At the list price. */
  readonly terms: Terms;
  /** USDC base units. */
  readonly list: bigint;
  /** What the buyer pays at most, and what the seller takes at least. */
  readonly limits: Readonly<Record<Side, bigint>>;
  /** What was paid for such work before. */
  readonly record: readonly PricedWork[];
  readonly opens: Side;
  /** Seconds before each move. */
  readonly pauses: readonly number[];
}

/** Percents of the list price between which limits lie, evenly. It is public too: an observer begins with it. */
export const LIMITS: Readonly<Record<Side, readonly [number, number]>> = {
  buyer: [85, 140],
  seller: [60, 105],
};
/** Units of the work, in the record and now. */
export const UNITS = 1_000;
const RECORDED = 30;
const PAUSES = 128;

const address = (number: number) => `0x${number.toString(16).padStart(40, "0")}` as const;

/** The same for the same seed, whichever strategies negotiate in it. */
export function drawSituation(seed: number): Situation {
  const dice = diceOf(seed);
  const terms = drawTerms(dice);
  const list = terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
  const limitOf = (side: Side) => {
    const [low, high] = LIMITS[side];
    return (list * BigInt(dice.between(low * 100, high * 100))) / 10_000n;
  };
  const limits = { buyer: limitOf("buyer"), seller: limitOf("seller") };
  return {
    ...{ terms, list, limits },
    record: drawRecord(dice, list),
    opens: dice.pick(["buyer", "seller"]),
    pauses: Array.from({ length: PAUSES }, () => dice.between(2, 60)),
  };
}

/** Deals around 95 % of the list price: of three dice, so that most are near the middle. */
function drawRecord(dice: Dice, list: bigint): readonly PricedWork[] {
  return Array.from({ length: RECORDED }, (_, index) => {
    const percent = 80 + dice.between(0, 10) + dice.between(0, 10) + dice.between(0, 10);
    const amount = (list * BigInt(percent)) / 100n;
    return {
      ...{ category: 0, units: UNITS, amount, toSeller: amount, settledAt: START - 1_000 + index },
      ...{ buyer: address(100 + index), seller: address(200 + index) },
    };
  });
}
