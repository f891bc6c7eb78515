import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { WHOLE } from "./whole.ts";

/** What tunes a score. Amounts are USDC base units, times seconds, shares basis points. */
export interface ReputationParameters {
  readonly halfLife: bigint;
  readonly counterpartyCap: bigint;
  readonly lossCap: bigint;
  readonly halfCounterparties: bigint;
  readonly buyerShare: bigint;
  readonly drawnShare: bigint;
  readonly lossFactor: bigint;
  readonly disputeShare: bigint;
  readonly seedMaturity: bigint;
  readonly seedGrowth: bigint;
  readonly seedCap: bigint;
  readonly personalStake: bigint;
  readonly keep: bigint;
  readonly rounds: bigint;
  readonly halfPaid: bigint;
  readonly halfTrust: bigint;
  readonly trustReach: bigint;
  readonly priorValue: bigint;
  readonly halfDuties: bigint;
  readonly halfEvidence: bigint;
  readonly tradePoints: bigint;
  readonly ratingPoints: bigint;
  readonly pactPoints: bigint;
  readonly juryPoints: bigint;
}

/**
 * The parameters that are used where none are given, with a reason each. Those of trust, caps and confidence were tuned by a simulation
 * of markets with attackers and newcomers (docs/wash-trading.md); every function takes others.
 *
 * @example
 * import { reputationParameters } from "quittance/reputation";
 *
 * console.log(reputationParameters.halfLife / 86_400n); // 180n: days
 */
export const reputationParameters: ReputationParameters = Object.freeze({
  /** 180 days: models and prompts change within months, so a year-old deal says a quarter of what one of today says. */
  halfLife: 15_552_000n,
  /**
   * 250 USDC: what one counterparty can say at most, however much it pays, and the most of one edge. Few agents pay each other more, and
   * a ring needs more members and more edges for the trust of its seats to reach one of them.
   */
  counterpartyCap: 250_000_000n,
  /** 10,000 USDC: a loss is harder to stage than a success, as the other side must agree to the deal and win; so it may weigh more. */
  lossCap: 10_000_000_000n,
  /** With five counterparties at their cap the volume signal is half. */
  halfCounterparties: 5n,
  /** Half: to pay for work that was judged says less than to have done it. */
  buyerShare: 5_000n,
  /** One and a half: neither side picked a panel that both drew together. */
  drawnShare: 15_000n,
  /** A lost unit outweighs four earned ones: who fails one deal in five of equal value keeps half. */
  lossFactor: 4n,
  /** Half of the value more, for having disputed it and lost. */
  disputeShare: 5_000n,
  /** 30 days: four times what a draw asks of a seat, so that stake is not put down for one score. */
  seedMaturity: 2_592_000n,
  /** 360 days: a seat vouches with a part of its stake that grows with its age, and with all of it from then on. */
  seedGrowth: 31_104_000n,
  /** 1,000 USDC: what one owner of seats vouches with at most. */
  seedCap: 1_000_000_000n,
  /** 10,000 USDC: what all personal seeds together vouch with, as if it were stake. */
  personalStake: 10_000_000_000n,
  /** A fifth stays at each step, so that trust goes five steps far on average. */
  keep: 2_000n,
  /** After 32 steps less than a thousandth of the stake is still on its way. */
  rounds: 32n,
  /**
   * 200 USDC: who paid so much in all passes half of what it does not keep. Without it a cent that the owner of a seat pays for some
   * cheap service would pass all of its trust; with more, too little of it reaches newcomers.
   */
  halfPaid: 200_000_000n,
  /** 10 USDC, what an agent has on average where one in ten owns a seat: with so much behind it the trust signal is half. */
  halfTrust: 10_000_000n,
  /** Earned value stands against losses up to 400 times the stake behind it, so that untrusted deals do not dilute a loss. */
  trustReach: 400n,
  /** 2,000 USDC of an unknown opinion stand beside all ratings, and beside all clause results. */
  priorValue: 2_000_000_000n,
  /** Twenty duties fulfilled give half of the jury's part. */
  halfDuties: 20n,
  /** With 1,500 USDC of evidence the confidence is half. Volume costs a ring next to nothing, so that more would only delay newcomers. */
  halfEvidence: 1_500_000_000n,
  /** Of 10000: what was settled says most. */
  tradePoints: 7_000n,
  /** Opinions are cheap, so that they count less than money. */
  ratingPoints: 1_500n,
  pactPoints: 1_000n,
  /** A good juror is not yet a good seller. */
  juryPoints: 500n,
});

const NAMES = Object.keys(reputationParameters).join(" ");
const LARGEST = 1n << 96n;
/** An hour: decay is piecewise-linear in seconds, and a shorter half-life is a mistake in the unit. */
const SHORTEST_HALF_LIFE = 3_600n;
const MOST_ROUNDS = 256n;

/** Bounds of those that may not be any amount: from, to. */
const BOUNDS: Readonly<Partial<Record<keyof ReputationParameters, readonly [bigint, bigint]>>> = {
  halfLife: [SHORTEST_HALF_LIFE, 1n << 40n],
  counterpartyCap: [1n, LARGEST],
  halfCounterparties: [1n, 1n << 32n],
  buyerShare: [0n, WHOLE],
  drawnShare: [WHOLE, 10n * WHOLE],
  lossFactor: [0n, WHOLE],
  disputeShare: [0n, 10n * WHOLE],
  keep: [1n, WHOLE],
  rounds: [1n, MOST_ROUNDS],
  halfTrust: [1n, LARGEST],
  priorValue: [1n, LARGEST],
  halfDuties: [1n, 1n << 32n],
  halfEvidence: [1n, LARGEST],
};

/** The default parameters with those that are given in their place; refuses what is out of bounds. */
export function readParameters(given: Partial<ReputationParameters> | undefined): ReputationParameters {
  if (given === undefined) return reputationParameters;
  requireOptions(given, NAMES, "parameters");
  for (const [name, value] of Object.entries<unknown>(given)) {
    const [least, most] = BOUNDS[name as keyof ReputationParameters] ?? [0n, LARGEST];
    if (typeof value === "bigint" && value >= least && value <= most) continue;
    throw new InvalidFieldError({
      field: `parameters.${name}`,
      value,
      problem: `must be a bigint from ${least} to ${most}`,
      remedy: `Give one, or leave it out for ${reputationParameters[name as keyof ReputationParameters]}.`,
    });
  }
  const read = { ...reputationParameters, ...given } as ReputationParameters;
  const points = read.tradePoints + read.ratingPoints + read.pactPoints + read.juryPoints;
  if (points === WHOLE) return read;
  throw new InvalidFieldError({
    field: "parameters.tradePoints",
    value: read.tradePoints,
    problem: `must make ${WHOLE} with ratingPoints, pactPoints and juryPoints, and they make ${points}`,
    remedy: "Change another of the four by as much.",
  });
}
