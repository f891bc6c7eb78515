import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { bounds } from "./bounds.ts";
import { wholeNumber } from "./hex-parts.ts";

/** The payout function of a deal: part of its terms. */
export interface PayoutRule {
  /** Scores below it pay nothing; 1 to 10000. */
  readonly passingScore: number;
  /** 0: all or nothing. Else proportional, rounded down to a multiple; divides 10000. */
  readonly payoutStep: number;
}

/**
 * The payout in basis points for a score, as the contract computes it.
 *
 * @throws InvalidFieldError when the score is no whole number from 0 to 10000.
 * @example
 * import { payoutOf } from "quittance";
 *
 * console.log(payoutOf(7_350, { passingScore: 5_000, payoutStep: 500 })); // 7000
 * console.log(payoutOf(7_350, { passingScore: 5_000, payoutStep: 0 })); // 10000
 */
export function payoutOf(score: number, { passingScore, payoutStep }: PayoutRule): number {
  requireScore("score", score);
  if (score < passingScore) return 0;
  return payoutStep === 0 ? bounds.full : score - (score % payoutStep);
}

/** Refuses what is no score. */
export function requireScore(field: string, score: number): void {
  if (Number.isInteger(score) && score >= 0 && score <= bounds.full) return;
  throw new InvalidFieldError({
    field,
    value: score,
    problem: `must be a whole number from 0 to ${bounds.full}`,
    remedy: "Scores are basis points of full marks.",
    docsPage: "submit-verdict",
  });
}

/**
 * `basisPoints` of `amount` (USDC base units), rounded down as the contract does.
 *
 * @example
 * import { shareOf } from "quittance";
 *
 * console.log(shareOf(54_000_001n, 7_000)); // 37800000n
 */
export function shareOf(amount: bigint, basisPoints: number): bigint {
  return (amount * wholeNumber("basisPoints", basisPoints)) / BigInt(bounds.full);
}

/** The two parts of a milestone's amount at a payout; the marketplace fee comes out of the seller's. */
export interface Split {
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  /** Part of `toSeller` that goes to the marketplace. */
  readonly marketplaceFee: bigint;
}

/**
 * How a milestone's amount splits at a payout, to the last base unit as the contract does it.
 *
 * @example
 * import { splitOf } from "quittance";
 *
 * const { toSeller, toBuyer } = splitOf({ amount: 54_000_001n, payout: 7_000, marketplaceFee: 0 });
 * console.log(toSeller, toBuyer); // 37800000n 16200001n
 */
export function splitOf(input: {
  readonly amount: bigint;
  /** Basis points to the seller. */
  readonly payout: number;
  /** Basis points of the seller's part. */
  readonly marketplaceFee: number;
}): Split {
  requireOptions(input, "amount payout marketplaceFee");
  const toSeller = shareOf(input.amount, input.payout);
  return {
    toSeller,
    toBuyer: input.amount - toSeller,
    marketplaceFee: shareOf(toSeller, input.marketplaceFee),
  };
}
