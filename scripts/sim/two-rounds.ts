import { minimumBond, payoutOf } from "quittance/protocol";
import { randomTruth, scoresOf } from "./jurors.ts";
import { payoutBy } from "./payout-rules.ts";
import { type Random, randomFrom } from "./random.ts";

/** What an attack on both rounds does, and what it costs. Shares are 0 to 1; amounts are USDC base units. */
export interface TwoRoundsFigure {
  /** Size of round 1's panel, n. */
  readonly panel: number;
  /** Corrupt jurors in it. */
  readonly corrupt: number;
  /** Honest seats of the pool, and those that the attacker takes. */
  readonly honestSeats: number;
  readonly takenSeats: number;
  /** Milestones that end wrong: after round 1, and after the round 2 that the honest side bonds for. */
  readonly wrongFirst: number;
  readonly wrongFinal: number;
  /** What the attacker's stakes would have earned while they were bound. */
  readonly interest: bigint;
  /** What it stakes, which returns. */
  readonly capital: bigint;
  /** What the honest side puts up for one contest. */
  readonly bond: bigint;
}

/** As pools on live chains are: stake and fee of a seat, and for how long a stake is bound in all. */
const SEAT_STAKE = 100_000_000n;
const SEAT_FEE = 1_000_000n;
const BOUND_SECONDS = 52n * 86_400n;
const YEAR_SECONDS = 31_536_000n;
const YEARLY_RATE = 500n;
const BASIS_POINTS = 10_000n;

const RULE = { passingScore: 1, payoutStep: 500 } as const;
const TOLERANCE = 900;
const PANELS = [3, 7, 15];
const HONEST_SEATS = 50;
const TAKEN = [0, 10, 25, 50, 75, 100, 150];

/** Plays milestones in which the majority of round 1 is corrupt, and seats were taken for round 2. */
export function simulateTwoRounds(rounds: number): TwoRoundsFigure[] {
  const random = randomFrom(0x74776f72);
  return PANELS.flatMap((panel) => TAKEN.map((taken) => play(panel, taken, rounds, random)));
}

function play(panel: number, taken: number, rounds: number, random: Random): TwoRoundsFigure {
  const corrupt = (panel + 1) / 2;
  let wrongFirst = 0;
  let wrongFinal = 0;
  for (let round = 0; round < rounds; round++) {
    const truth = randomTruth(random);
    const right = payoutOf(truth, RULE);
    const isWrong = (payout: number) => Math.abs(payout - right) > TOLERANCE;
    const first = payoutBy("median", scoresOf(panel, truth, { corrupt }, random), RULE, random);
    if (!isWrong(first)) continue;
    wrongFirst += 1;
    const drawn = drawnOf(panel, taken, random);
    const second = payoutBy(
      "median",
      scoresOf(drawn.size, truth, { corrupt: drawn.taken }, random),
      RULE,
      random,
    );
    if (isWrong(second)) wrongFinal += 1;
  }
  const capital = BigInt(taken) * SEAT_STAKE;
  return {
    ...{ panel, corrupt, honestSeats: HONEST_SEATS, takenSeats: taken },
    ...{ wrongFirst: wrongFirst / rounds, wrongFinal: wrongFinal / rounds, capital },
    interest: (capital * YEARLY_RATE * BOUND_SECONDS) / (BASIS_POINTS * YEAR_SECONDS),
    bond: minimumBond({ jurors: panel, seatFee: SEAT_FEE }),
  };
}

/** The largest odd panel up to 2n + 1, drawn by seat without repetition. */
function drawnOf(
  panel: number,
  taken: number,
  random: Random,
): { readonly size: number; readonly taken: number } {
  const most = Math.min(2 * panel + 1, HONEST_SEATS + taken);
  const size = most % 2 === 1 ? most : most - 1;
  let ofAttacker = 0;
  for (let drawn = 0; drawn < size; drawn++) {
    if (random.below(HONEST_SEATS + taken - drawn) < taken - ofAttacker) ofAttacker += 1;
  }
  return { size, taken: ofAttacker };
}
