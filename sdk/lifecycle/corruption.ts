import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { bounds } from "../protocol/bounds.ts";

/** Basis points of certainty that `corruptionCost` takes when none is given: nine panels of ten. */
const CONFIDENCE = 9_000;
/** Basis points a year that bound capital is taken to cost when no rate is given: 5 %. */
const YEARLY_RATE = 500;
const WHOLE = 10_000;
const YEAR = 31_536_000;
/** More seats than any pool could draw from. */
const MOST_SEATS = 1_000_000;

/** What a majority of a drawn panel costs a party that takes seats, and bribes no one. */
export interface CorruptionCost {
  /** How many seats, beside the honest ones. */
  readonly seats: number;
  /** The stakes of those seats, USDC base units. A wrong vote alone is not punished, so all of it returns. */
  readonly capital: bigint;
  /** Seconds for which the capital is bound: seats mature before there is a case, and unbonding follows it. */
  readonly boundFor: number;
  /** What the capital would have earned elsewhere in that time, USDC base units, rounded down. */
  readonly interest: bigint;
}

/**
 * What it costs to get the majority of a drawn panel by taking seats: how many, what they stake, for how long, and the interest
 * on that. The stakes return, so the interest is the price. It assumes that every honest seat has an owner and a key of its
 * own, and that the attacker has no other.
 *
 * @throws InvalidFieldError for a number that makes no sense.
 * @example
 * import { corruptionCost } from "quittance";
 *
 * const week = 7 * 86_400;
 * const pool = { seatStake: 100_000_000n, maturity: week, unbonding: 45 * 86_400 };
 * const { seats, interest } = corruptionCost({ ...pool, jurors: 3, honestSeats: 10 });
 * console.log(seats, interest); // 24 17095890n
 */
export function corruptionCost(input: {
  /** How many jurors the panel of the terms has, n. Up to 2n + 1 are drawn. */
  readonly jurors: number;
  /** Open seats of others. */
  readonly honestSeats: number;
  /** USDC base units, of the pool. */
  readonly seatStake: bigint;
  /** Seconds, of the pool. */
  readonly maturity: number;
  /** Seconds, of the pool. */
  readonly unbonding: number;
  /** With which probability the majority is drawn, in basis points; 9000 when left out. */
  readonly confidence?: number;
  /** What capital costs a year, in basis points; 500 when left out. */
  readonly yearlyRate?: number;
}): CorruptionCost {
  requireOptions(input, "jurors honestSeats seatStake maturity unbonding confidence yearlyRate");
  const { jurors, honestSeats, confidence = CONFIDENCE, yearlyRate = YEARLY_RATE } = input;
  requireCount("jurors", jurors, 1, bounds.maxJurors, jurors % 2 === 1);
  requireCount("honestSeats", honestSeats, 0, MOST_SEATS);
  requireCount("confidence", confidence, 1, WHOLE - 1);
  requireCount("yearlyRate", yearlyRate, 0, Number.MAX_SAFE_INTEGER);
  let seats = 1;
  while (majorityChance(jurors, honestSeats, seats) * WHOLE < confidence) ++seats;
  const capital = BigInt(seats) * input.seatStake;
  const boundFor = input.maturity + input.unbonding;
  const interest = (capital * BigInt(yearlyRate) * BigInt(boundFor)) / BigInt(WHOLE * YEAR);
  return { seats, capital, boundFor, interest };
}

function requireCount(field: string, value: number, least: number, most: number, isFit = true): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most && isFit) return;
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be a whole number within ${least} to ${most}${isFit ? "" : ", and odd"}`,
    remedy: "Give counts as they are, and shares in basis points.",
  });
}

/** The chance that more than half of the panel that is drawn of `honest` and `taken` seats are of the taken ones. */
function majorityChance(jurors: number, honest: number, taken: number): number {
  const most = Math.min(2 * jurors + 1, honest + taken);
  const panel = most % 2 === 1 ? most : most - 1;
  if (panel < jurors) return 0;
  let chance = 0;
  for (let wrong = (panel + 1) / 2; wrong <= Math.min(panel, taken); ++wrong) {
    if (panel - wrong > honest) continue;
    chance += Math.exp(ways(taken, wrong) + ways(honest, panel - wrong) - ways(honest + taken, panel));
  }
  return chance;
}

/** The logarithm of how many ways there are to draw `few` of `many`. */
function ways(many: number, few: number): number {
  let sum = 0;
  for (let i = 0; i < few; ++i) sum += Math.log((many - i) / (i + 1));
  return sum;
}
