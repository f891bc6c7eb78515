import { hasArbiter } from "../../lifecycle/windows.ts";
import { type PayoutRule, payoutOf } from "../../protocol/payout.ts";
import type { Terms } from "../../protocol/terms.ts";
import { type MilestoneState, roundOf } from "./state.ts";

/** What a milestone would settle at, since when that can be contested, and from when on it can be settled. */
export interface Provisional {
  readonly payout: number;
  /** Unix seconds. */
  readonly since: number;
  /** Unix seconds: contested while since <= now < end, and settled from then on. */
  readonly end: number;
  /** Whether no further round can follow. */
  readonly isLast: boolean;
}

/** When round 2 ends, which runs from the first contest. Unix seconds. */
export function endOfRound(terms: Terms, state: MilestoneState): number {
  return (state.contests[0]?.place.time ?? 0) + terms.verdictWindow;
}

/** When the arbiter's round ends. Unix seconds. */
export function endOfRuling(terms: Terms, state: MilestoneState): number {
  return (state.contests[1]?.place.time ?? 0) + (terms.disputes?.rulingWindow ?? 0);
}

/** The provisional payout of a milestone that was delivered or judged, as the contract derives it. */
export function provisionalOf(terms: Terms, state: MilestoneState): Provisional {
  let { provisionalPayout: payout, provisionalSince: since } = state;
  const { contests, interval } = state;
  let isLast = false;
  if (contests.length === 0) {
    if (roundOf(state) === 0) {
      payout = terms.silencePayout;
      since = (state.delivery?.place.time ?? 0) + terms.verdictWindow;
    }
  } else if (contests.length === 1) {
    if (roundOf(state) !== 2) since = endOfRound(terms, state);
    isLast = !hasArbiter(terms);
  } else {
    since = endOfRuling(terms, state);
    isLast = true;
  }
  if (interval !== undefined) payout = clamp(payout, interval);
  return { payout, since, end: isLast ? since : since + terms.contestWindow, isLast };
}

/** Moves a payout into an interval, no farther than it must. */
function clamp(
  payout: number,
  { lowest, highest }: { readonly lowest: number; readonly highest: number },
): number {
  return Math.min(Math.max(payout, lowest), highest);
}

/** The payouts that a panel can still decide with its ballots on record; undefined with fewer than a quorum. */
export function intervalOf(
  scores: readonly number[],
  panelSize: number,
  rule: PayoutRule,
): { readonly lowest: number; readonly highest: number } | undefined {
  const quorum = (panelSize + 1) / 2;
  if (scores.length < quorum) return undefined;
  const sorted = [...scores].sort((one, other) => one - other);
  const lowest = sorted[sorted.length - quorum] ?? 0;
  const highest = sorted[quorum - 1] ?? 0;
  return { lowest: payoutOf(lowest, rule), highest: payoutOf(highest, rule) };
}
