import { type Tier, tiers } from "quittance/reputation";
import type { Attack } from "../attack.ts";
import type { MarketScript } from "../script.ts";

/** A way to see who can be trusted. Tiers are numbers: 0 for the lowest, as in `tiers`. */
export interface Rule {
  readonly name: string;
  /** Prepares for questions about attacks on one market. */
  readonly on: (market: MarketScript) => (attack: Attack) => number;
}

export const TIERS: readonly Tier[] = tiers.map(({ tier }) => tier);
/** Those that have to be reached. */
export const REACHED = TIERS.slice(1);

/** The tier of a score alone, 0 to 10000: baselines have no confidence. */
export const tierOfScore = (score: number): number =>
  tiers.reduce((best, { score: least }, tier) => (score >= least ? tier : best), 0);

/** A baseline that averages asks for so many raters, which is more than the plain average does. */
export const LEAST_RATERS = [0, 1, 3, 5, 10];

/** The tier of an average of scores from 0 to 100. */
export function tierOfAverage(scores: readonly number[]): number {
  if (scores.length === 0) return 0;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const byScore = tierOfScore(mean * 100);
  const byCount = LEAST_RATERS.filter((least) => scores.length >= least).length - 1;
  return Math.min(byScore, byCount);
}
