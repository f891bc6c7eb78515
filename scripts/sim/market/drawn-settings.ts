import type { Terms } from "quittance";
import type { Issues, Limits, Pace, UtilitySettings } from "quittance/negotiation";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import type { Dice } from "../../../test/support/dice.ts";
import { START } from "./drawn-terms.ts";

const HOUR = 3_600;
const AIMS = ["silencePayout", "deadline", "verificationFee", "marketplaceFee"] as const;

type BesideThePrice = (typeof AIMS)[number];

/** What is negotiated about beside the price. Two sides seldom agree that do not negotiate about the same. */
export const drawIssues = (dice: Dice): readonly BesideThePrice[] => dice.draw(AIMS, dice.between(0, 3));

/** A pace, of any kind. */
export function drawPace(dice: Dice): Pace {
  if (dice.chance(0.6))
    return {
      kind: "time",
      shape: dice.pick(["boulware", "linear", "conceder"] as const),
      power: dice.between(1, 6),
    };
  const least = dice.between(100, 1_500);
  return {
    kind: dice.pick(["mirror", "relative"] as const),
    ...{ least, most: least + dice.between(0, 3_000) },
  };
}

/** Settings of a side about a price around that of the terms and up to three issues beside it, with limits anywhere on the way or beyond. */
export function drawSettings(
  dice: Dice,
  terms: Terms,
  side: Side,
  chosen: readonly BesideThePrice[] = drawIssues(dice),
): UtilitySettings {
  const price = terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
  const part = (least: number, most: number) => (price * BigInt(dice.between(least, most))) / 100n;
  const isBuyer = side === "buyer";
  const weights = chosen.map(() => dice.between(300, 1_500));
  const last = terms.milestones.at(-1)?.deadline ?? START;
  // A buyer wants little paid when the jury is silent, early work, and low fees; a seller the contrary.
  const spans = {
    silencePayout: [0, 8_000],
    deadline: [last - HOUR, last + 20 * HOUR],
    verificationFee: [0n, 300_000n],
    marketplaceFee: [0, 500],
  } as const;
  const beside: Record<string, unknown> = {};
  chosen.forEach((name, index) => {
    const [low, high] = spans[name];
    const [opening, aspiration] = isBuyer ? [low, high] : [high, low];
    beside[name] = { opening, aspiration, weight: weights[index] };
  });
  const weight = 10_000 - weights.reduce((sum, each) => sum + each, 0);
  const issues = {
    price: isBuyer
      ? { opening: part(50, 80), aspiration: part(95, 130), weight }
      : { opening: part(120, 150), aspiration: part(70, 105), weight },
    ...beside,
  } as Issues;
  return {
    ...{ terms, issues, pace: drawPace(dice) },
    limits: drawLimits(dice, issues),
    ...{ from: START, until: START + dice.between(1, 6) * HOUR },
    ...(dice.chance(0.8) ? { rounds: dice.between(2, 20) } : {}),
    ...(dice.chance(0.5) ? { validFor: dice.between(300, HOUR) } : {}),
  };
}

/** Limits from the opening to somewhat beyond the aspiration, and a reservation value now and then. */
export function drawLimits(dice: Dice, issues: Issues): Limits {
  const limits = Object.entries(issues).flatMap(([name, aim]) => {
    const [opening, way] = [BigInt(aim.opening), BigInt(aim.aspiration) - BigInt(aim.opening)];
    // The price always has one; the other issues half of the time.
    if (name !== "price" && dice.chance(0.5)) return [];
    const most = name === "price" ? 130 : 100;
    const limit = opening + (way * BigInt(dice.between(5, most))) / 100n;
    return [[name, name === "price" || name === "verificationFee" ? limit : Number(limit)]];
  });
  return {
    ...Object.fromEntries(limits),
    ...(dice.chance(0.3) ? { total: dice.between(1_000, 14_000) } : {}),
  };
}
