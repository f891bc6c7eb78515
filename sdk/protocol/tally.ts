import { InvalidFieldError } from "../errors/field.ts";
import { bounds } from "./bounds.ts";
import { type PayoutRule, payoutOf, requireScore } from "./payout.ts";

/** What a set of scores determines about the panel's median, for any scores of the missing jurors. */
export interface Tally {
  /** The median is at least this. */
  readonly lowest: number;
  /** The median is at most this. */
  readonly highest: number;
  readonly lowestPayout: number;
  readonly highestPayout: number;
  /** The verdict, in basis points; undefined while the set does not decide. */
  readonly payout: number | undefined;
  /** How many scores a verdict needs at least. */
  readonly quorum: number;
}

/**
 * Median determinacy: whether scores of a panel's jurors, one each, decide, and what. Mirrors the contract.
 *
 * @param panelSize How many jurors the panel has, odd.
 * @throws InvalidFieldError when a score is out of range, or there are more scores than jurors.
 * @example
 * import { tallyScores } from "quittance";
 *
 * const rule = { passingScore: 5_000, payoutStep: 500 };
 * console.log(tallyScores([7_100, 7_400], 3, rule).payout); // 7000: the third juror cannot change it
 * console.log(tallyScores([4_000, 7_400], 3, rule).payout); // undefined: it can
 */
export function tallyScores(scores: readonly number[], panelSize: number, rule: PayoutRule): Tally {
  if (!Number.isInteger(panelSize) || panelSize < 1 || panelSize % 2 === 0) {
    throw new InvalidFieldError({
      field: "panelSize",
      value: panelSize,
      problem: "must be an odd whole number",
      remedy: "Pass the length of the terms' panel.",
    });
  }
  if (scores.length > panelSize) {
    throw new InvalidFieldError({
      field: "scores",
      value: scores.length,
      problem: `must be at most ${panelSize}`,
      remedy: "Count one score per juror.",
    });
  }
  for (const [index, score] of scores.entries()) requireScore(`scores[${index}]`, score);
  const quorum = (panelSize + 1) / 2;
  const sorted = [...scores].sort((a, b) => a - b);
  const decisive = sorted.length >= quorum;
  const lowest = (decisive ? sorted[sorted.length - quorum] : undefined) ?? 0;
  const highest = (decisive ? sorted[quorum - 1] : undefined) ?? bounds.full;
  const lowestPayout = payoutOf(lowest, rule);
  const highestPayout = payoutOf(highest, rule);
  const payout = decisive && lowestPayout === highestPayout ? lowestPayout : undefined;
  return { lowest, highest, lowestPayout, highestPayout, payout, quorum };
}
