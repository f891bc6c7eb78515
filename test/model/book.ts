import { extremes, type PayoutFunction } from "./money.ts";
import type { CastBallot, DealLife, MilestoneLife } from "./world.ts";

/** The lowest and highest payout that a panel can still decide. */
export interface Interval {
  readonly lowest: number;
  readonly highest: number;
}

/** What ballots leave open; undefined while no more than half of the panel has voted. */
export function intervalOf(
  ballots: readonly CastBallot[],
  panelSize: number,
  rule: PayoutFunction,
): Interval | undefined {
  if (ballots.length * 2 < panelSize) return undefined;
  return extremes(
    ballots.map(({ score }) => score),
    panelSize,
    rule,
  );
}

/** The payout in the interval that is nearest to `payout`. */
export function movedInto(payout: number, interval: Interval | undefined): number {
  if (interval === undefined) return payout;
  if (payout < interval.lowest) return interval.lowest;
  return payout > interval.highest ? interval.highest : payout;
}

/** Whether the named panel has its fee, by a verdict or by a quorum. */
export function hasFee({ verdict, feeEarned }: MilestoneLife): boolean {
  return verdict !== undefined || feeEarned === true;
}

/** Whether the named panel earned its fee by a quorum on record at the round's end, and has not got it. */
export function earnsByQuorum({ terms }: DealLife, life: MilestoneLife, now: number): boolean {
  const { delivered, second, book = [] } = life;
  if (terms.verificationFee === 0n) return false;
  if (hasFee(life) || delivered === undefined || second !== undefined) return false;
  return now >= delivered.at + terms.verdictWindow && book.length * 2 > terms.panel.length;
}

/** The interval of the round that is at work, as it is stored; undefined once that round decided or was contested. */
export function storedInterval({ terms }: DealLife, life: MilestoneLife): Interval | undefined {
  const { verdict, second, appeal, book = [] } = life;
  if (appeal !== undefined || second?.verdict !== undefined) return undefined;
  if (second !== undefined) return intervalOf(second.ballots, second.panel?.length ?? Infinity, terms);
  if (verdict !== undefined && terms.contestWindow !== 0) return undefined;
  return intervalOf(book, terms.panel.length, terms);
}
