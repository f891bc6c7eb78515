import type { Hex } from "viem";
import { isSameAddress } from "../protocol/address.ts";
import { formatUsdc } from "../protocol/explaining/formats.ts";
import { type Terms, totalOf } from "../protocol/terms.ts";
import type { PlacedEvent } from "./chain/events.ts";
import type { MilestoneState } from "./replay/state.ts";

/** One thing that happened, in words. */
export interface TimelineEntry {
  /** Unix seconds. */
  readonly time: number;
  readonly block: bigint;
  readonly transaction: Hex;
  /** Counted from 0; left out for what is about the whole deal. */
  readonly milestone?: number | undefined;
  readonly text: string;
}

/** What happened to a deal, in order, in words for people who know no blockchain. */
export function timelineOf(terms: Terms, events: readonly PlacedEvent[]): TimelineEntry[] {
  return events.flatMap((event) => {
    const text = textOf(terms, event);
    if (text === undefined) return [];
    const { time, block, transaction } = event.place;
    const milestone = "milestone" in event ? { milestone: event.milestone } : {};
    return [{ time, block, transaction, ...milestone, text }];
  });
}

const usdc = (amount: bigint) => `${formatUsdc(amount)} USDC`;
const percent = (basisPoints: number) => `${basisPoints / 100} %`;

function textOf(terms: Terms, event: PlacedEvent): string | undefined {
  const side = (account: string) => (isSameAddress(account as Hex, terms.buyer) ? "buyer" : "seller");
  switch (event.name) {
    case "DealOpened":
      return `The deal was opened. The contract holds ${usdc(totalOf(terms))} of the buyer's money for it.`;
    case "DealAmended":
      return `New terms took the place of the old ones; ${usdc(event.moved)} moved over.`;
    case "DealCancelled":
      return `Both parties cancelled what was left; ${usdc(event.toBuyer)} went back to the buyer.`;
    case "EvidenceDelivered":
      return "The seller put its delivery on record.";
    case "BallotsRecorded":
      return `${event.ballots.length} ballots of round ${event.round} went on record: ${event.ballots.map(({ score }) => percent(score)).join(", ")}.`;
    case "VerdictReached":
      return `The panel of round ${event.round} reached a verdict: ${percent(event.payout)} for the seller.`;
    case "ContestOpened":
      return `The ${side(event.contester)} contested the payout of ${percent(event.payout)}, with a bond of ${usdc(event.bond)}.`;
    case "PanelDrawn":
      return `${event.panel.length} jurors were drawn for round 2.`;
    case "MilestoneRuled":
      return `The arbiter ruled: ${percent(event.payout)} for the seller.`;
    case "MilestoneSettled":
      return `Settled (${event.cause}): ${usdc(event.toSeller)} for the seller before fees, ${usdc(event.toBuyer)} for the buyer.`;
    case "BondReturned":
      return `The bond of round ${event.round} returned to its payer: ${usdc(event.amount)}.`;
    case "BondReimbursed":
      return `The other side's part made up for a bond: ${usdc(event.amount)}.`;
    case "BondEarned":
      return `A judge of round ${event.round} earned ${usdc(event.amount)} of the bond.`;
    case "PayoutRefused":
      return `The token refused a payout of ${usdc(event.amount)}; it waits for its owner.`;
    case "EquivocationRecorded":
      return "A juror was shown to have signed two scores for one question.";
    case "DealRated":
      return `The ${side(event.rater)} rated the other side: ${event.score} of 100.`;
    default:
      return undefined;
  }
}

/** How a milestone stands, in words. */
export function outcomeOfMilestone({ end, ruled, contests, verdicts, delivery }: MilestoneState): string {
  if (end !== undefined) {
    if (end.cause === "amendment") return "Its money moved on to another deal.";
    return `Settled by ${end.cause}: ${usdc(end.toSeller)} for the seller before fees, ${usdc(end.toBuyer)} for the buyer.`;
  }
  const verdict = verdicts.at(-1);
  if (ruled !== undefined) return `The arbiter ruled: ${percent(ruled.payout)} for the seller.`;
  if (contests.length > verdicts.length)
    return "A payout is contested, and a later round may decide otherwise.";
  if (verdict !== undefined)
    return `A verdict of ${percent(verdict.payout)} stands until it is settled or contested.`;
  return delivery === undefined
    ? "Nothing was delivered on record yet."
    : "The delivery waits for the panel.";
}
