import { requireMoment } from "../../protocol/moment.ts";
import { MOST_ROUNDS } from "../record/enter.ts";
import { type Progress, WHOLE } from "./pace.ts";
import { requireWhole } from "./settings.ts";
import type { NegotiationView } from "./strategy.ts";

/** How long a side negotiates. Nothing of it depends on a limit, so that when a side ends shows nothing of it either. */
export interface Schedule {
  /** Unix seconds; when it begins to give way. */
  readonly from: number;
  /** Unix seconds; it ends then, and its offers are good until then at the latest. */
  readonly until: number;
  /** Offers that it makes at most, 1 to 32; when left out, only time counts. It ends when it would make one more. */
  readonly rounds?: number;
  /** Seconds that an offer is good for; until the end when left out. */
  readonly validFor?: number;
}

/** Half of the rounds of a negotiation are each side's. */
const MOST_OF_SIDE = MOST_ROUNDS / 2;

/** @throws InvalidFieldError */
export function requireSchedule({ from, until, rounds, validFor }: Schedule): void {
  requireMoment("from", from);
  requireMoment("until", until);
  requireWhole("until", until, { least: from + 1, remedy: "Give unix seconds after `from`." });
  if (rounds !== undefined)
    requireWhole("rounds", rounds, {
      ...{ least: 1, most: MOST_OF_SIDE },
      remedy: `Give 1 to ${MOST_OF_SIDE}, or leave it out.`,
    });
  if (validFor !== undefined)
    requireWhole("validFor", validFor, { least: 1, remedy: "Give seconds, or leave it out." });
}

/** Where a side is on its way: whichever of time and offers is further. */
export function progressOf(
  { from, until, rounds }: Schedule,
  { now, side, offers }: NegotiationView,
): Progress {
  const made = offers.filter(({ by }) => by === side).length;
  const byTime = shareOf(now - from, until - from);
  // The last of several offers is at the end of the way; a single one is the opening.
  const byOffers = rounds === undefined || rounds === 1 ? 0n : shareOf(made, rounds - 1);
  return byTime > byOffers ? byTime : byOffers;
}

/** Whether a side makes no more offers. */
export function isOver({ until, rounds }: Schedule, { now, side, offers }: NegotiationView): boolean {
  if (now >= until || offers.length >= MOST_ROUNDS) return true;
  return rounds !== undefined && offers.filter(({ by }) => by === side).length >= rounds;
}

/** Seconds that the next offer is good for. */
export function validityOf({ until, validFor }: Schedule, now: number): number {
  const left = until - now;
  return validFor === undefined || validFor > left ? left : validFor;
}

function shareOf(done: number, whole: number): Progress {
  if (done <= 0) return 0n;
  return done >= whole ? WHOLE : (BigInt(done) * WHOLE) / BigInt(whole);
}
