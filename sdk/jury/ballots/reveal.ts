import type { MilestoneFacts } from "../../deals/actions/get-milestone.ts";
import type { ContestFacts } from "../../disputes/actions/get-contest.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { endOfJudging, endOfPending, endOfRound2 } from "../../lifecycle/windows.ts";
import { requireMoment } from "../../protocol/moment.ts";
import type { Terms } from "../../protocol/terms.ts";

/** Seconds that are kept free at the end of a round, for the transaction with its ballots. */
export const LANDING_SECONDS = 120;

/** The time that a panel has for a question; unix seconds. */
export interface JudgingTime {
  /** Since when the jurors can judge. */
  readonly from: number;
  /** Exclusive: no ballot counts from then on. */
  readonly until: number;
}

/**
 * When jurors show their ballots although not all of them have committed themselves: at half of the time that was left, rounded
 * down, and never so late that the ballots could not land in a block any more. Unix seconds; they show them from this second on.
 *
 * @param input.from Since when the jurors can judge; unix seconds.
 * @param input.until Exclusive: no ballot counts from then on; unix seconds.
 * @param input.landing Seconds kept free at the end; 120 when left out.
 * @throws InvalidFieldError when a time is no whole number of seconds, or `until` is not after `from`.
 * @example
 * import { revealTimeOf } from "quittance/jury";
 *
 * console.log(revealTimeOf({ from: 1_000, until: 4_600 })); // 2800: half of an hour
 * console.log(revealTimeOf({ from: 1_000, until: 1_150 })); // 1030: two minutes before the end
 * console.log(revealTimeOf({ from: 1_000, until: 1_060 })); // 1000: at once
 */
export function revealTimeOf(input: JudgingTime & { readonly landing?: number | undefined }): number {
  requireOptions(input, "from until landing");
  const { landing = LANDING_SECONDS } = input;
  const from = requireMoment("from", input.from);
  const until = requireMoment("until", input.until);
  if (until <= from) {
    throw new InvalidFieldError({
      field: "until",
      value: until,
      problem: `must be after from, ${from}`,
      remedy: "Take both from judgingTimeOf.",
    });
  }
  if (!Number.isSafeInteger(landing) || landing < 0) {
    throw new InvalidFieldError({
      field: "landing",
      value: landing,
      problem: "must be a whole number of seconds from 0 on",
      remedy: "Leave it out for two minutes.",
    });
  }
  return Math.max(from, Math.min(from + Math.floor((until - from) / 2), until - landing));
}

/** A question's place in time: judged now, kept sealed for now, or not judged any more. */
export type JudgingState =
  | ({ readonly state: "judging" } & JudgingTime)
  | { readonly state: "sealed" }
  | { readonly state: "over" };

/**
 * The time that a panel has for a milestone, from what the contract remembers. It is counted from the delivery on-chain, and in
 * round 2 from the contest. Without an on-chain delivery no clock of the chain has started: then it is counted from when the
 * delivery was seen first, and ends with the deadline.
 *
 * `sealed`: silence would pay the seller, and the evidence is not on-chain. Ballots that are shown now could be thrown away by
 * another delivery in the deadline's last second, so that jurors keep them, even when all have committed themselves.
 * `over`: a verdict fell, the milestone settled, or the time has passed; ballots that are shown now do no harm.
 *
 * @param input.facts Of `getMilestone`.
 * @param input.contests Of `getContests`; needed for round 2 only.
 * @param input.seenAt Unix seconds of the chain at which this delivery was seen first.
 * @param input.now Unix seconds of the chain.
 * @throws InvalidFieldError when a time is none, or the milestone is not one of the terms.
 * @example
 * import { getMilestone } from "quittance";
 * import { judgingTimeOf } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient } = stack;
 * const { terms, dealId } = await openExampleDeal(stack, { silencePayout: 5_000 });
 * const facts = await getMilestone(publicClient, { address, dealId, milestone: 0 });
 * if (facts === undefined) throw new Error("the deal is open");
 * const now = await stack.now();
 * console.log(judgingTimeOf({ terms, milestone: 0, round: 1, facts, seenAt: now, now }).state); // sealed
 * await stack.stop();
 */
export function judgingTimeOf(input: {
  readonly terms: Terms;
  readonly milestone: number;
  readonly round: number;
  readonly facts: MilestoneFacts;
  readonly contests?: readonly ContestFacts[] | undefined;
  readonly seenAt: number;
  readonly now: number;
}): JudgingState {
  requireOptions(input, "terms milestone round facts contests seenAt now");
  const { terms, milestone, round, facts, contests = [] } = input;
  const now = requireMoment("now", input.now);
  const seenAt = requireMoment("seenAt", input.seenAt);
  const planned = terms.milestones[milestone];
  if (planned === undefined) {
    throw new InvalidFieldError({
      field: "milestone",
      value: milestone,
      problem: `must be one of the terms, 0 to ${terms.milestones.length - 1}`,
      remedy: "Count milestones from 0.",
    });
  }
  if (facts.status === "settled" || facts.status === "moved") return { state: "over" };
  const { deliveredAt, provisional } = facts;
  if (round === 2) {
    const opened = contests.find((contest) => contest.round === 2)?.openedAt;
    if (opened === undefined) return { state: "sealed" };
    return within({ from: opened, until: endOfRound2(terms, opened) }, now);
  }
  if (provisional !== undefined || contests.length > 0) return { state: "over" };
  if (deliveredAt !== undefined) {
    return within({ from: deliveredAt, until: endOfJudging(terms, deliveredAt) }, now);
  }
  const time = { from: Math.min(seenAt, planned.deadline), until: endOfPending(planned.deadline) };
  if (now >= time.until) return { state: "over" };
  return terms.silencePayout === 0 ? within(time, now) : { state: "sealed" };
}

function within(time: JudgingTime, now: number): JudgingState {
  return now < time.until ? { state: "judging", ...time } : { state: "over" };
}

/** Whether ballots may be shown, and if not, from when on. */
export interface Reveal {
  readonly allowed: boolean;
  /** Unix seconds from which they are shown in any case; undefined while they are sealed, and once the round is over. */
  readonly at: number | undefined;
}

/**
 * Whether a juror shows its ballot now: when all n jurors have committed themselves, which it checks itself, or from the reveal
 * time on. A quorum is not enough: the jurors that are missing could copy.
 *
 * @param input.judging Of `judgingTimeOf`.
 * @param input.complete Of `panelCommitments`, with the juror's own commitment among them.
 * @param input.now Unix seconds of the chain.
 * @throws InvalidFieldError when a time is none.
 * @example
 * import { revealOf } from "quittance/jury";
 *
 * const judging = { state: "judging", from: 1_000, until: 4_600 } as const;
 * console.log(revealOf({ judging, complete: false, now: 2_799 }).allowed); // false
 * console.log(revealOf({ judging, complete: false, now: 2_800 }).allowed); // true
 * console.log(revealOf({ judging, complete: true, now: 1_001 }).allowed); // true
 */
export function revealOf(input: {
  readonly judging: JudgingState;
  readonly complete: boolean;
  readonly now: number;
  readonly landing?: number | undefined;
}): Reveal {
  requireOptions(input, "judging complete now landing");
  const { judging, complete, landing } = input;
  const now = requireMoment("now", input.now);
  if (judging.state === "over") return { allowed: true, at: undefined };
  if (judging.state === "sealed") return { allowed: false, at: undefined };
  const at = revealTimeOf({ from: judging.from, until: judging.until, landing });
  return { allowed: complete || now >= at, at };
}
