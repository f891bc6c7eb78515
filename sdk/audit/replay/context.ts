import type { DealEventName } from "../../watching/events.ts";
import type { PlacedEvent } from "../chain/events.ts";
import { type Findings, firstProblem, type ItemHead, sourceOf } from "../items.ts";
import type { TransactionEffects } from "./movements.ts";
import type { Settling } from "./settling.ts";
import type { DealState, MilestoneState } from "./state.ts";

/** An event of one name. */
export type EventOf<Name extends DealEventName> = Extract<PlacedEvent, { readonly name: Name }>;

/** What a step of the replay works on. */
export interface ReplayContext {
  readonly state: DealState;
  readonly findings: Findings;
  /** Of the transaction that is being replayed. */
  readonly effects: TransactionEffects;
}

/** Writes what a settlement brings along to the effects of the transaction, and takes it from what the deal holds. */
export function bring(context: ReplayContext, settling: Settling, spent: bigint): void {
  context.effects.implied.push(...settling.implied);
  context.effects.movements.push(...settling.movements);
  context.state.held -= spent;
}

/** The milestone that an event names; undefined, with a finding, when the terms have none of that number. */
export function milestoneOf(
  context: ReplayContext,
  event: PlacedEvent & { readonly milestone: number },
): MilestoneState | undefined {
  const found = context.state.milestones[event.milestone];
  if (found !== undefined) return found;
  const head = headOf(event, "verdict", `The event ${event.name} names a milestone of the deal`);
  context.findings.check(head, `the terms have no milestone ${event.milestone + 1}`);
  return undefined;
}

/** The head of an item about one event. */
export function headOf(
  event: PlacedEvent,
  part: ItemHead["part"],
  subject: string,
): ItemHead & { readonly against: ReturnType<typeof sourceOf>[] } {
  const milestone = "milestone" in event ? { milestone: event.milestone } : {};
  return { part, subject, ...milestone, against: [sourceOf(event.place)] };
}

/** Says that a milestone is settled already, where it is. */
export function isLive({ end }: MilestoneState): string | undefined {
  return end === undefined ? undefined : "the milestone had settled before";
}

/** Says that something came too late, where it did. Unix seconds. */
export function isBefore(now: number, end: number, what: string): string | undefined {
  return now < end ? undefined : `it came at ${utc(now)}, and ${what} ended at ${utc(end)}`;
}

/** Says that something came too early, where it did. Unix seconds. */
export function isFrom(now: number, start: number, what: string): string | undefined {
  return now >= start ? undefined : `it came at ${utc(now)}, before ${what} at ${utc(start)}`;
}

/** A moment in UTC: `2026-03-01 12:00:05 UTC`. */
export function utc(seconds: number): string {
  const most = 253_402_300_799;
  const moment = new Date(Math.min(Math.max(0, seconds), most) * 1_000).toISOString();
  return `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`;
}

/** Says that two things differ, where they do. */
export function isSame<Value extends string | number | bigint>(
  what: string,
  actual: Value,
  expected: Value,
): string | undefined {
  const equal =
    typeof actual === "string"
      ? actual.toLowerCase() === String(expected).toLowerCase()
      : actual === expected;
  return equal ? undefined : `${what} is ${actual}, and by the rules it is ${expected}`;
}

export { firstProblem };
