/** A whole, in basis points. */
export const FULL = 10_000;

/** When a score pays what; as the contract's `PayoutRule`. */
export interface PayoutRule {
  /** Basis points from which a score pays anything. */
  readonly passMark: number;
  /** 0: all or nothing. Else payouts are multiples of it, in basis points. */
  readonly gridStep: number;
}

/** The payout a score gives, both in basis points. */
export function payoutOf(score: number, { passMark, gridStep }: PayoutRule): number {
  if (score < passMark) return 0;
  return gridStep === 0 ? FULL : score - (score % gridStep);
}

/** `basisPoints` of `amount`, rounded down as the contract does. */
export function shareOf(amount: bigint, basisPoints: number): bigint {
  return (amount * BigInt(basisPoints)) / BigInt(FULL);
}
