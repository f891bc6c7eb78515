import type { Random } from "./random.ts";

/** How a juror votes. */
export type JurorKind = "honest" | "noisy" | "lazy" | "copying" | "correlated" | "corrupt";

/** How many jurors of a panel are of each kind; the rest is honest. */
export type Mix = Readonly<Partial<Record<Exclude<JurorKind, "honest">, number>>>;

export const FULL = 10_000;
/** Standard deviations of scores around the truth, in basis points. */
export const HONEST_SPREAD = 300;
const NOISY_SPREAD = 1_500;
/** Jurors of one model family are wrong together. */
const SHARED_SPREAD = 1_000;

const bounded = (score: number) => Math.min(FULL, Math.max(0, Math.round(score)));

/** A truth that leaves honest scores room on both sides. */
export function randomTruth(random: Random): number {
  return 1_500 + random.below(7_001);
}

/**
 * Scores of a panel about one truth. A lazy juror gives full marks unseen. A copying one repeats the ballot that was there first: a corrupt
 * one's where there is one, as those who vote unseen are quick. Corrupt ones vote for what is farthest from the truth.
 */
export function scoresOf(panel: number, truth: number, mix: Mix, random: Random): number[] {
  const { noisy = 0, lazy = 0, copying = 0, correlated = 0, corrupt = 0 } = mix;
  const lie = truth < FULL / 2 ? FULL : 0;
  const shared = SHARED_SPREAD * random.normal();
  const honest = panel - noisy - lazy - copying - correlated - corrupt;
  const around = (spread: number, offset = 0) => bounded(truth + offset + spread * random.normal());
  const times = (count: number, make: () => number) => Array.from({ length: count }, make);
  const scores = [
    ...times(corrupt, () => lie),
    ...times(lazy, () => FULL),
    ...times(correlated, () => around(HONEST_SPREAD, shared)),
    ...times(noisy, () => around(NOISY_SPREAD)),
    ...times(honest, () => around(HONEST_SPREAD)),
  ];
  const copied = scores[0] ?? around(HONEST_SPREAD);
  return [...scores, ...times(copying, () => copied)];
}
