import type { Random } from "../random.ts";
import { DAY, type ScriptDeal, type ScriptRating } from "./script.ts";

/** What becomes of a deal: everything that its parties and its price do not say. */
export type Outcome = Omit<ScriptDeal, "number" | "buyer" | "seller" | "amount" | "openedAt">;

const FULL = 10_000;
const STEP = 500;
/** Shares of deals. */
const DRAWN = 0.2;
const RELEASED = 0.5;
const MISSED = 0.25;
const REFUNDED = 0.2;
const CONTESTED = 0.15;
const RATED_BY_BUYER = 0.5;
const RATED_BY_SELLER = 0.3;
/** Of contests, those that round 2 finds right. */
const UPHELD = 0.2;
const LONGEST_DAYS = 7;
/** Seconds after the deadline at which a buyer takes its money back. */
const RECLAIM_AFTER = 3_600;

const share = (random: Random) => random.below(1_000_000) / 1_000_000;
const bounded = (score: number) => Math.min(100, Math.max(0, Math.round(score)));

/** Plays one deal with a seller of some quality. */
export function outcomeOf(quality: number, openedAt: number, random: Random): Outcome {
  const deadline = openedAt + DAY * (1 + random.below(LONGEST_DAYS));
  const inTime = openedAt + Math.floor((deadline - openedAt) * (0.2 + 0.7 * share(random)));
  const isDrawn = share(random) < DRAWN;
  const dice = [share(random), share(random), share(random), share(random)] as const;
  if (dice[0] < quality) {
    const ending = dice[1] < RELEASED ? "release" : "verdict";
    const clauseLost = ending === "verdict" ? 0 : undefined;
    const ratings = ratingsOf(75 + 25 * quality, random);
    return { deadline, settledAt: inTime, ending, payout: FULL, isDrawn, clauseLost, ratings };
  }
  const ratings = ratingsOf(30, random);
  if (dice[1] < MISSED) {
    const settledAt = deadline + RECLAIM_AFTER;
    return { deadline, settledAt, ending: "reclaim", payout: 0, isDrawn, ratings };
  }
  if (dice[1] < MISSED + REFUNDED) {
    return { deadline, settledAt: inTime, ending: "refund", payout: 0, isDrawn, ratings };
  }
  // Part of the work was done. The seller may contest; most who do are wrong.
  const first = STEP * random.below(FULL / STEP - 1);
  const contested = dice[2] < CONTESTED ? { payout: first } : undefined;
  const payout = contested !== undefined && dice[3] < UPHELD ? first + STEP : first;
  const clauseLost = FULL - payout;
  return { deadline, settledAt: inTime, ending: "verdict", payout, isDrawn, contested, clauseLost, ratings };
}

function ratingsOf(mean: number, random: Random): ScriptRating[] {
  const sides = [
    { side: "buyer" as const, score: bounded(mean + 8 * random.normal()), share: RATED_BY_BUYER },
    { side: "seller" as const, score: bounded(90 + 5 * random.normal()), share: RATED_BY_SELLER },
  ];
  return sides.flatMap(({ side, score, share: most }) => {
    const isGiven = share(random) < most;
    return isGiven ? [{ side, score, after: 3_600 + random.below(DAY) }] : [];
  });
}
