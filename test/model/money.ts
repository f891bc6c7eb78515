/** A whole, in basis points. */
const WHOLE = 10_000;

/** `basisPoints` of `amount`, what is left over below one base unit staying with whoever pays. */
export function portion(amount: bigint, basisPoints: number): bigint {
  const share = amount * BigInt(basisPoints);
  return (share - (share % BigInt(WHOLE))) / BigInt(WHOLE);
}

/** When a score pays what: all or nothing from the mark on, or in steps from the mark on. */
export interface PayoutFunction {
  readonly passingScore: number;
  readonly payoutStep: number;
}

/** The payout function f: from a score to the seller's share, both in basis points. */
export function payoutFor(score: number, { passingScore, payoutStep }: PayoutFunction): number {
  if (score < passingScore) return 0;
  if (payoutStep === 0) return WHOLE;
  return Math.floor(score / payoutStep) * payoutStep;
}

/** The middle one of an odd number of scores. */
function median(scores: readonly number[]): number {
  const ascending = [...scores].sort((a, b) => a - b);
  return ascending[(ascending.length - 1) / 2] ?? 0;
}

/** What a panel decides, whatever the jurors that are missing would have said. */
export type Decision =
  | { readonly payout: number; readonly refusal?: undefined }
  | {
      readonly payout?: undefined;
      readonly refusal: "Quittance_TooFewBallots" | "Quittance_VerdictUndetermined";
    };

/** Median determinacy by its definition: the panel is completed once with nothing but 0, once with nothing but full marks. */
export function decide(scores: readonly number[], panelSize: number, rule: PayoutFunction): Decision {
  if (scores.length * 2 < panelSize) return { refusal: "Quittance_TooFewBallots" };
  const { lowest, highest } = extremes(scores, panelSize, rule);
  return lowest === highest ? { payout: lowest } : { refusal: "Quittance_VerdictUndetermined" };
}

/** What the whole panel would pay if the missing jurors all said nothing, and if they all gave full marks. */
export function extremes(scores: readonly number[], panelSize: number, rule: PayoutFunction) {
  const completedWith = (score: number) => [
    ...scores,
    ...Array.from({ length: panelSize - scores.length }, () => score),
  ];
  return {
    lowest: payoutFor(median(completedWith(0)), rule),
    highest: payoutFor(median(completedWith(WHOLE)), rule),
  };
}
