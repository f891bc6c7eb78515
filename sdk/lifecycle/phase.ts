import type { Hex } from "viem";
import type { MilestoneFacts } from "../deals/actions/get-milestone.ts";
import { packedOf } from "../deals/terms/milestone-of.ts";
import type { ContestFacts } from "../disputes/actions/get-contest.ts";
import type { RoundFacts } from "../disputes/actions/get-round.ts";
import { requireOptions } from "../json/options.ts";
import { bounds } from "../protocol/bounds.ts";
import { requireMoment } from "../protocol/moment.ts";
import { sharesFee, type Terms } from "../protocol/terms.ts";
import {
  endOfContesting,
  endOfJudging,
  endOfPending,
  endOfRound2,
  endOfRuling,
  hasArbiter,
} from "./windows.ts";

/**
 * Where a milestone is on the ladder.
 * `pending`: may be delivered or judged. `reclaimable`: neither came by the deadline. `delivered`: on-chain, may be judged.
 * `contestable`: there is a provisional payout, and it may be contested. `round2`, `ruling`: that round is running. `due`: may be settled.
 * `settled`: its money is paid. `moved`: another deal replaced that of the milestone, and has its money.
 */
export type PhaseName =
  | "pending"
  | "reclaimable"
  | "delivered"
  | "contestable"
  | "round2"
  | "ruling"
  | "due"
  | "settled"
  | "moved";

/** Whether the panel of round 2 is drawn: a part of what `getRound` gives. */
export type DrawnFacts = Pick<RoundFacts, "panelHash">;

/**
 * Something that can be done, by the names of the contract's functions. Some conditions are not of time: `drawPanel` needs the
 * block of the draw's seed to be mined, `recordBallots` a ballot that is not on record yet, and so does `submitVerdict` in phase
 * `delivered`, where it takes ballots that do not decide yet, too. `recordLateBallots` is listed while a shared fee waits, also when
 * all jurors are on record: `getBook` returns who is.
 */
export interface PhaseAction {
  readonly action:
    | "deliver"
    | "submitVerdict"
    | "reclaim"
    | "contest"
    | "drawPanel"
    | "recordBallots"
    | "recordLateBallots"
    | "rule"
    | "settle"
    | "releaseBond"
    | "release"
    | "refund"
    | "agree";
  /** The party whose signature the action needs. */
  readonly by: "anyone" | "buyer" | "seller" | "either" | "both" | "arbiter";
  /** Unix seconds; it works from then on. Undefined: it works now. */
  readonly from: number | undefined;
  /** Unix seconds, exclusive; undefined: as long as the phase lasts. */
  readonly until: number | undefined;
  /** The round that `contest` opens, or whose bond `releaseBond` pays. */
  readonly round?: 2 | 3;
}

/** What a milestone is at, and what can be done about it. */
export interface Phase {
  readonly name: PhaseName;
  /** Basis points to the seller if nothing more happens; undefined without a provisional payout, and once it is settled or moved. */
  readonly payout: number | undefined;
  /** Unix seconds, exclusive: when the phase ends by itself; undefined: not by itself. */
  readonly until: number | undefined;
  readonly actions: readonly PhaseAction[];
  /** The id of the deal that has its money; undefined unless it `moved`. */
  readonly successor?: Hex | undefined;
}

/** The parties' own words work in every phase before `settled` and `moved`. */
const SETTLEMENTS: readonly PhaseAction[] = [
  /* @__PURE__ */ act("release", "buyer"),
  /* @__PURE__ */ act("refund", "seller"),
  /* @__PURE__ */ act("agree", "both"),
];

/**
 * Where a milestone is and what can be done until when, as the contract would decide it at `now`. Every window is
 * half-open: at each second either the action works or what follows it, never both.
 *
 * @param input.facts Of `getMilestone`.
 * @param input.contests Of `getContests`; none when left out.
 * @param input.round Of `getRound`. When left out, it is not known whether the panel is drawn, and both drawing it and
 * recording its ballots are listed.
 * @param input.now Unix seconds.
 * @example
 * import { getMilestone, phaseOf } from "quittance";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient } = stack;
 * const { terms, dealId } = await openProvisionalDeal(stack);
 * const facts = await getMilestone(publicClient, { address, dealId, milestone: 0 });
 * if (facts === undefined) throw new Error("the deal is open");
 * const { name, payout } = phaseOf({ terms, milestone: 0, facts, now: await stack.now() });
 * console.log(name, payout); // contestable 6000
 * await stack.stop();
 */
export function phaseOf(input: {
  readonly terms: Terms;
  readonly milestone: number;
  readonly facts: MilestoneFacts;
  readonly contests?: readonly ContestFacts[];
  readonly round?: DrawnFacts | undefined;
  readonly now: number;
}): Phase {
  requireOptions(input, "terms milestone facts contests round now");
  const { terms, milestone, facts, contests = [], round } = input;
  const now = requireMoment("now", input.now);
  packedOf({ terms, milestone }, () => true);
  if (facts.status === "moved") {
    // A deal of which an unsettled milestone is contested cannot be amended, so that no bond is held for one that moved.
    const { successor } = facts;
    return { name: "moved", payout: undefined, until: undefined, actions: [], successor };
  }
  const bonds = releases(terms, facts, contests, now);
  if (facts.status === "settled") {
    const late = facts.provisional?.round === 2 ? lateBallots(terms, contests, round, now) : [];
    return { name: "settled", payout: undefined, until: undefined, actions: [...late, ...bonds] };
  }
  const deadline = terms.milestones[milestone]?.deadline ?? 0;
  const phase = openPhase(terms, deadline, facts, contests, round, now);
  const sharing = waitsForSharers(terms, facts, contests, now) ? [act("recordLateBallots", "anyone")] : [];
  return { ...phase, actions: [...phase.actions, ...sharing, ...bonds, ...SETTLEMENTS] };
}

function openPhase(
  terms: Terms,
  deadline: number,
  facts: MilestoneFacts,
  contests: readonly ContestFacts[],
  round: DrawnFacts | undefined,
  now: number,
): Phase {
  const [second, third] = contests;
  if (third !== undefined) return rulingPhase(terms, third, now, lateBallots(terms, contests, round, now));
  if (second !== undefined) return round2Phase(terms, facts, second, round, now);
  if (facts.provisional !== undefined) {
    return provisionalPhase(terms, facts.provisional.payout, facts.provisional.since, 2, now);
  }
  if (facts.deliveredAt === undefined) return pendingPhase(deadline, now);
  const judgedBy = endOfJudging(terms, facts.deliveredAt);
  if (now >= judgedBy) return provisionalPhase(terms, within(terms.silencePayout, facts), judgedBy, 2, now);
  const actions = [act("submitVerdict", "anyone", judgedBy)];
  return { name: "delivered", payout: undefined, until: judgedBy, actions };
}

function act(
  action: PhaseAction["action"],
  by: PhaseAction["by"],
  until?: number,
  round?: 2 | 3,
): PhaseAction {
  return { action, by, from: undefined, until, ...(round === undefined ? {} : { round }) };
}

function pendingPhase(deadline: number, now: number): Phase {
  const until = endOfPending(deadline);
  if (now >= until) {
    return { name: "reclaimable", payout: 0, until: undefined, actions: [act("reclaim", "buyer")] };
  }
  const actions = [act("deliver", "seller", until), act("submitVerdict", "anyone", until)];
  return { name: "pending", payout: undefined, until, actions };
}

/** The payout that is provisional since `since` may be contested, then settled. */
function provisionalPhase(
  terms: Terms,
  payout: number,
  since: number,
  round: 2 | 3,
  now: number,
  more: readonly PhaseAction[] = [],
): Phase {
  const until = endOfContesting(terms, since);
  if (now >= until) {
    return { name: "due", payout, until: undefined, actions: [act("settle", "anyone"), ...more] };
  }
  const actions = [act("contest", whoGains(payout), until, round), ...more];
  return { name: "contestable", payout, until, actions };
}

/** The buyer contests what pays the seller something, the seller what pays it less than all. */
function whoGains(payout: number): PhaseAction["by"] {
  if (payout === 0) return "seller";
  return payout === bounds.full ? "buyer" : "either";
}

/** A payout moved between those that the panel can still decide, no farther than it must. */
function within(payout: number, { interval }: Pick<MilestoneFacts, "interval">): number {
  if (interval === undefined) return payout;
  return Math.min(Math.max(payout, interval.lowest), interval.highest);
}

function round2Phase(
  terms: Terms,
  facts: MilestoneFacts,
  contest: ContestFacts,
  round: DrawnFacts | undefined,
  now: number,
): Phase {
  const end = endOfRound2(terms, contest.openedAt);
  const ballots = lateBallots(terms, [contest], round, now);
  const decided = facts.provisional?.round === 2;
  if (decided) {
    const { payout, since } = facts.provisional;
    return provisionalPhase(terms, payout, since, 3, now, ballots);
  }
  const payout = within(contest.payout, facts);
  if (now < end) {
    const draws = round?.panelHash === undefined ? [act("drawPanel", "anyone", end)] : [];
    return { name: "round2", payout, until: end, actions: [...draws, ...ballots] };
  }
  if (hasArbiter(terms)) return provisionalPhase(terms, payout, end, 3, now);
  return { name: "due", payout, until: undefined, actions: [act("settle", "anyone")] };
}

function rulingPhase(terms: Terms, contest: ContestFacts, now: number, late: readonly PhaseAction[]): Phase {
  const until = endOfRuling(terms, contest.openedAt);
  const { payout } = contest;
  if (now < until) {
    return { name: "ruling", payout, until, actions: [act("rule", "arbiter", until), ...late] };
  }
  return { name: "due", payout, until: undefined, actions: [act("settle", "anyone"), ...late] };
}

/** Ballots of round 2 are taken from the draw until its time has passed, also after its verdict. */
function lateBallots(
  terms: Terms,
  [second]: readonly ContestFacts[],
  round: DrawnFacts | undefined,
  now: number,
): PhaseAction[] {
  if (round !== undefined && round.panelHash === undefined) return [];
  const end = second === undefined ? now : endOfRound2(terms, second.openedAt);
  return now < end ? [act("recordBallots", "anyone", end)] : [];
}

/** Whether round 1 has earned a fee that jurors share when the milestone settles. */
function waitsForSharers(
  terms: Terms,
  { judged, interval, deliveredAt }: MilestoneFacts,
  contests: readonly ContestFacts[],
  now: number,
): boolean {
  if (!sharesFee(terms)) return false;
  if (judged) return true;
  const isQuorum = contests.length === 0 && interval !== undefined && deliveredAt !== undefined;
  return isQuorum && now >= endOfJudging(terms, deliveredAt);
}

/** Bonds that are held and can be sent where they go, or from when on. */
function releases(
  terms: Terms,
  facts: MilestoneFacts,
  contests: readonly ContestFacts[],
  now: number,
): PhaseAction[] {
  const isSettled = facts.status === "settled";
  return contests.flatMap(({ round, openedAt }): PhaseAction[] => {
    if (facts.bondsReleased.includes(round)) return [];
    const end = round === 3 ? endOfRuling(terms, openedAt) : endOfRound2(terms, openedAt);
    const isCutShort = isSettled && (round === 3 || facts.provisional?.round !== 2);
    const from = isCutShort || now >= end ? undefined : end;
    return [{ ...act("releaseBond", "anyone", undefined, round), from }];
  });
}
