import { type PayoutRule, payoutOf } from "quittance/protocol";
import { HONEST_SPREAD, type Mix, randomTruth, scoresOf } from "./jurors.ts";
import { payoutBy, RULES, type RuleName } from "./payout-rules.ts";
import { type Random, randomFrom } from "./random.ts";

/** Share of panels, 0 to 1, whose payout is wrong, by each rule. */
export type WrongShares = Readonly<Record<RuleName, number>>;

/** Panels of one size with so many corrupt jurors, all others honest. */
export interface CorruptFigure {
  readonly panel: number;
  readonly corrupt: number;
  readonly wrong: WrongShares;
}

/** Panels of seven in which some jurors are of another kind than honest. */
export interface MixFigure {
  readonly mix: Mix;
  readonly wrong: WrongShares;
}

/** Panels whose honest jurors agree within a step: payouts beyond that of their scores. */
export interface AgreeingFigure {
  readonly panel: number;
  readonly corrupt: number;
  readonly rounds: number;
  readonly wrong: number;
}

export interface WrongPayouts {
  readonly rounds: number;
  readonly corrupt: readonly CorruptFigure[];
  readonly mixes: readonly MixFigure[];
  readonly agreeing: readonly AgreeingFigure[];
}

const STEP = 500;
const RULE: PayoutRule = { passingScore: 1, payoutStep: STEP };
/** A payout is wrong when it is farther than this from the one that the truth gives: honest scores are not exact. Basis points. */
const TOLERANCE = 3 * HONEST_SPREAD;
const SIZES = [3, 5, 7, 9, 11, 15, 23, 31];
const MIXES: readonly Mix[] = [
  {},
  { noisy: 3 },
  { lazy: 2 },
  { lazy: 3 },
  { lazy: 4 },
  { correlated: 4 },
  { corrupt: 2 },
  { corrupt: 3 },
  { corrupt: 2, lazy: 1 },
  { corrupt: 1, copying: 2 },
  { corrupt: 1, copying: 3 },
  { corrupt: 2, correlated: 2, noisy: 1 },
];
/** The panels whose figures are to be 0. */
const AGREEING = [
  [3, 1],
  [5, 2],
  [7, 3],
] as const;

/** Plays panels; the same number of rounds gives the same figures. */
export function simulateWrongPayouts(rounds: number): WrongPayouts {
  const random = randomFrom(0x77726f6e);
  return {
    rounds,
    corrupt: SIZES.flatMap((panel) =>
      corruptCounts(panel).map((corrupt) => ({
        panel,
        corrupt,
        wrong: sharesOf(panel, { corrupt }, rounds, random),
      })),
    ),
    mixes: MIXES.map((mix) => ({ mix, wrong: sharesOf(7, mix, rounds, random) })),
    agreeing: AGREEING.map(([panel, corrupt]) => playAgreeing(panel, corrupt, rounds, random)),
  };
}

/** None, a third of the panel, and the most below and the fewest of a majority. */
function corruptCounts(panel: number): number[] {
  const quorum = (panel + 1) / 2;
  return [...new Set([0, Math.floor(panel / 3), quorum - 1, quorum])];
}

function sharesOf(panel: number, mix: Mix, rounds: number, random: Random): WrongShares {
  const counts = { median: 0, mean: 0, trimmedMean: 0, singleJudge: 0 };
  for (let round = 0; round < rounds; round++) {
    const truth = randomTruth(random);
    const scores = scoresOf(panel, truth, mix, random);
    const right = payoutOf(truth, RULE);
    for (const name of RULES) {
      if (Math.abs(payoutBy(name, scores, RULE, random) - right) > TOLERANCE) counts[name] += 1;
    }
  }
  const { median, mean, trimmedMean, singleJudge } = counts;
  return {
    ...{ median: median / rounds, mean: mean / rounds },
    ...{ trimmedMean: trimmedMean / rounds, singleJudge: singleJudge / rounds },
  };
}

/** Honest scores within one payout step of each other; the payout must be within what they give. */
export function playAgreeing(panel: number, corrupt: number, rounds: number, random: Random): AgreeingFigure {
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    const least = random.below(10_001 - STEP);
    const honest = Array.from({ length: panel - corrupt }, () => least + random.below(STEP));
    const lies = Array.from(
      { length: corrupt },
      () => [0, 10_000, random.below(10_001)][random.below(3)] ?? 0,
    );
    const payout = payoutBy("median", [...honest, ...lies], RULE, random);
    const payouts = honest.map((score) => payoutOf(score, RULE));
    if (payout < Math.min(...payouts) || payout > Math.max(...payouts)) wrong += 1;
  }
  return { panel, corrupt, rounds, wrong };
}

/** Panels of one size with 0 corrupt jurors, 1, and so on up to a majority. */
export function wrongByCorrupt(panel: number, rounds: number): WrongShares[] {
  const random = randomFrom(0x706c6f74);
  return Array.from({ length: (panel + 1) / 2 + 1 }, (_, corrupt) =>
    sharesOf(panel, { corrupt }, rounds, random),
  );
}
