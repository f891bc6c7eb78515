import { type Address, zeroAddress } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import { extremes, type PayoutFunction } from "./money.ts";
import type { CastBallot, DealLife, MilestoneLife } from "./world.ts";

/** The lowest and highest payout that a panel can still decide. */
export interface Interval {
  readonly lowest: number;
  readonly highest: number;
}

/** A part of a fee. */
export interface Share {
  readonly account: Address;
  readonly amount: bigint;
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

/** Whether the jurors on record share the verification fee: the terms name no account for it. */
export function isShared({ verificationFee, panelAccount }: Terms): boolean {
  return verificationFee > 0n && panelAccount === zeroAddress;
}

/** Whether a fee that jurors share has been earned, and waits for the milestone to settle. */
export function waitsToBeShared(deal: DealLife, life: MilestoneLife, now: number): boolean {
  return isShared(deal.terms) && (hasFee(life) || earnsByQuorum(deal, life, now));
}

/** Whether the verification fee has left its deal for the panel. */
export function hasPaidFee({ terms }: DealLife, life: MilestoneLife): boolean {
  return hasFee(life) && (!isShared(terms) || life.parting !== undefined);
}

/** What each juror on record has of the fee, in the panel's order: equal parts, and the first what division leaves. */
export function sharesOf({ terms }: DealLife, { verdict, book = [], late = [] }: MilestoneLife): Share[] {
  const ballots = [...(verdict?.ballots ?? book), ...late];
  const jurors = ballots.map(({ position }) => position).sort((a, b) => a - b);
  const count = BigInt(jurors.length);
  return jurors
    .map((position, index) => {
      const rest = index === 0 ? terms.verificationFee % count : 0n;
      return { account: terms.panel[position] ?? zeroAddress, amount: terms.verificationFee / count + rest };
    })
    .filter(({ amount }) => amount > 0n);
}

/** Who is paid of the fee of a milestone when it ends; nobody when it was not earned, or was paid before. */
export function paidAtEnd(deal: DealLife, life: MilestoneLife, now: number): Share[] {
  const { panelAccount, verificationFee } = deal.terms;
  if (isShared(deal.terms)) return waitsToBeShared(deal, life, now) ? sharesOf(deal, life) : [];
  return earnsByQuorum(deal, life, now) ? [{ account: panelAccount, amount: verificationFee }] : [];
}

/** The interval of the round that is at work, as it is stored; undefined once that round decided or was contested. */
export function storedInterval({ terms }: DealLife, life: MilestoneLife): Interval | undefined {
  const { verdict, second, appeal, book = [] } = life;
  if (appeal !== undefined || second?.verdict !== undefined) return undefined;
  if (second !== undefined) return intervalOf(second.ballots, second.panel?.length ?? Infinity, terms);
  if (verdict !== undefined && terms.contestWindow !== 0) return undefined;
  return intervalOf(book, terms.panel.length, terms);
}
