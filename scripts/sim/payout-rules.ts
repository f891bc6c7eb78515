import { type PayoutRule, payoutOf, tallyScores } from "quittance/protocol";
import type { Random } from "./random.ts";

/** How a panel's scores become a payout. The first is the contract's. */
export const RULES = ["median", "mean", "trimmedMean", "singleJudge"] as const;
export type RuleName = (typeof RULES)[number];

/** Of each end of the scores, this share is left out of a trimmed mean. */
const TRIMMED = 0.2;

const mean = (scores: readonly number[]) =>
  scores.reduce((sum, score) => sum + score, 0) / Math.max(scores.length, 1);

/** The payout of a whole panel by each rule; a single judge is one of its jurors, drawn by chance. */
export function payoutBy(
  name: RuleName,
  scores: readonly number[],
  rule: PayoutRule,
  random: Random,
): number {
  if (name === "median") return tallyScores(scores, scores.length, rule).payout ?? 0;
  if (name === "mean") return payoutOf(Math.floor(mean(scores)), rule);
  if (name === "singleJudge") return payoutOf(scores[random.below(scores.length)] ?? 0, rule);
  const sorted = [...scores].sort((one, other) => one - other);
  const cut = Math.floor(sorted.length * TRIMMED);
  return payoutOf(Math.floor(mean(sorted.slice(cut, sorted.length - cut))), rule);
}
