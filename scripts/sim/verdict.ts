import { type PayoutRule, payoutOf, tallyScores } from "quittance/protocol";
import { type Random, randomFrom } from "./random.ts";

/** One kind of round: how large its panel is, how fine its payouts are, how far honest scores are from each other. */
interface Kind {
  readonly panel: number;
  /** Basis points; 0 for all or nothing. */
  readonly payoutStep: number;
  /** Standard deviation of an honest score, in basis points. */
  readonly spread: number;
}

/** What happened in many rounds of one kind in which one honest juror was silent. Shares are 0 to 1. */
export interface SilentJurorFigure extends Kind {
  /** Rounds that reached no verdict. Before there was an interval, each of them ended at what was provisional. */
  readonly undecided: number;
  /** Mean distance of the payout from the one of the whole panel, in basis points, where what was provisional is 0. */
  readonly errorBefore: number;
  readonly errorAfter: number;
  /** Rounds that ended outside the range of the honest scores' payouts. */
  readonly outsideBefore: number;
  readonly outsideAfter: number;
}

/** Rounds with corrupt and silent jurors, together fewer than a quorum. */
export interface CorruptJurorsFigure {
  readonly panel: number;
  readonly corrupt: number;
  readonly silent: number;
  readonly rounds: number;
  /** Rounds that ended outside the range of the honest scores' payouts. */
  readonly wrong: number;
}

export interface VerdictSimulation {
  readonly rounds: number;
  readonly silentJuror: readonly SilentJurorFigure[];
  readonly corruptJurors: readonly CorruptJurorsFigure[];
}

const PANELS = [3, 5, 7];
const STEPS = [1, 100, 500, 1_000, 2_000, 0];
const SPREADS = [100, 300, 500];
const PASSING_SCORE = 5_000;
const FULL = 10_000;

/** Plays rounds with random scores; the same number of rounds gives the same figures. */
export function simulateVerdicts(rounds: number): VerdictSimulation {
  const random = randomFrom(0x71756974);
  const kinds = PANELS.flatMap((panel) =>
    STEPS.flatMap((payoutStep) => SPREADS.map((spread) => ({ panel, payoutStep, spread }))),
  );
  return {
    rounds,
    silentJuror: kinds.map((kind) => playSilent(kind, rounds, random)),
    corruptJurors: PANELS.flatMap((panel) => playCorrupt(panel, rounds, random)),
  };
}

function playSilent(kind: Kind, rounds: number, random: Random): SilentJurorFigure {
  const rule = ruleOf(kind.payoutStep);
  const sums = { undecided: 0, errorBefore: 0, errorAfter: 0, outsideBefore: 0, outsideAfter: 0 };
  for (let round = 0; round < rounds; round++) {
    const scores = honestScores(kind, random);
    const whole = tallyScores(scores, kind.panel, rule).payout ?? 0;
    const spoken = scores.slice(1);
    const after = resultOf(spoken, kind.panel, rule, 0);
    const { payout } = tallyScores(spoken, kind.panel, rule);
    const before = payout ?? 0;
    if (payout === undefined) sums.undecided += 1;
    sums.errorBefore += Math.abs(before - whole);
    sums.errorAfter += Math.abs(after - whole);
    if (isOutside(before, spoken, rule)) sums.outsideBefore += 1;
    if (isOutside(after, spoken, rule)) sums.outsideAfter += 1;
  }
  const { undecided, errorBefore, errorAfter, outsideBefore, outsideAfter } = sums;
  return {
    ...kind,
    undecided: undecided / rounds,
    errorBefore: errorBefore / rounds,
    errorAfter: errorAfter / rounds,
    outsideBefore: outsideBefore / rounds,
    outsideAfter: outsideAfter / rounds,
  };
}

function playCorrupt(panel: number, rounds: number, random: Random): CorruptJurorsFigure[] {
  const quorum = (panel + 1) / 2;
  const figures: CorruptJurorsFigure[] = [];
  for (let corrupt = 1; corrupt < quorum; corrupt++) {
    for (let silent = 0; corrupt + silent < quorum; silent++) {
      let wrong = 0;
      for (let round = 0; round < rounds; round++) {
        const rule = ruleOf(STEPS[random.below(STEPS.length)] ?? 0);
        const spread = SPREADS[random.below(SPREADS.length)] ?? 0;
        const honest = honestScores({ panel, spread }, random).slice(corrupt + silent);
        const lies = Array.from(
          { length: corrupt },
          () => [0, FULL, random.below(FULL + 1)][random.below(3)] ?? 0,
        );
        const provisional = [0, FULL, random.below(FULL + 1)][random.below(3)] ?? 0;
        const result = resultOf([...honest, ...lies], panel, rule, provisional);
        if (isOutside(result, honest, rule)) wrong += 1;
      }
      figures.push({ panel, corrupt, silent, rounds, wrong });
    }
  }
  return figures;
}

/** What a round leaves: its verdict, or what was provisional, moved into the interval. */
function resultOf(scores: readonly number[], panel: number, rule: PayoutRule, provisional: number): number {
  const { quorum, lowestPayout, highestPayout } = tallyScores(scores, panel, rule);
  if (scores.length < quorum) return provisional;
  return Math.min(Math.max(provisional, lowestPayout), highestPayout);
}

function isOutside(payout: number, honest: readonly number[], rule: PayoutRule): boolean {
  const payouts = honest.map((score) => payoutOf(score, rule));
  return payout < Math.min(...payouts) || payout > Math.max(...payouts);
}

function ruleOf(payoutStep: number): PayoutRule {
  return { passingScore: payoutStep === 0 ? PASSING_SCORE : 1, payoutStep };
}

/** Scores around one truth, which is anywhere that leaves the scores room. */
function honestScores({ panel, spread }: Pick<Kind, "panel" | "spread">, random: Random): number[] {
  const truth = 1_500 + random.below(7_001);
  return Array.from({ length: panel }, () =>
    Math.min(FULL, Math.max(0, Math.round(truth + spread * random.normal()))),
  );
}
