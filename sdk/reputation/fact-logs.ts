import type { Address, Hex } from "viem";
import type { SourcePlace } from "./sources.ts";

interface OfMilestone {
  readonly dealId: Hex;
  readonly milestone: number;
}

interface OfSeat {
  readonly seat: bigint;
}

interface Penalty extends OfSeat, OfMilestone {
  readonly juror: Address;
  readonly penalty: bigint;
}

/** What is read of each event of the Quittance contract, by its name; decoded logs have more. */
export interface EscrowEvents {
  readonly DealOpened: { readonly dealId: Hex; readonly terms: Hex };
  readonly DealCancelled: { readonly dealId: Hex; readonly milestones: number };
  readonly EvidenceDelivered: OfMilestone;
  readonly BallotsRecorded: { readonly dealId: Hex; readonly ballots: Hex };
  readonly VerdictReached: { readonly dealId: Hex; readonly evidence: Hex; readonly verdict: Hex };
  readonly VerdictsReached: { readonly jurors: Hex; readonly verdicts: Hex };
  readonly ContestOpened: OfMilestone & {
    readonly contester: Address;
    readonly round: number;
    readonly payout: number;
  };
  readonly PanelDrawn: OfMilestone & { readonly panel: Hex };
  readonly MilestoneSettled: { readonly dealId: Hex; readonly settlement: Hex };
  readonly EquivocationRecorded: OfMilestone & { readonly juror: Address };
  readonly DealRated: { readonly dealId: Hex; readonly rater: Address; readonly score: number };
  readonly AccountOpened: { readonly principal: Address; readonly account: Address };
  readonly TabOpened: { readonly tabId: Hex; readonly account: Address };
  readonly VouchersRedeemed: { readonly payee: Address; readonly redemptions: Hex };
  readonly OrderPaid: { readonly account: Address; readonly payments: Hex };
}

/** What is read of each event of a juror pool, by its name. */
export interface PoolEvents {
  readonly SeatTaken: OfSeat & { readonly owner: Address; readonly key: Address; readonly stake: bigint };
  readonly SeatKeyChanged: OfSeat & { readonly key: Address };
  readonly SeatToppedUp: OfSeat & { readonly amount: bigint };
  readonly SeatClosed: OfSeat;
  readonly StakeReturned: OfSeat & { readonly amount: bigint };
  readonly AbsencePunished: Penalty;
  readonly EquivocationPunished: Penalty;
}

type Of<Events> = {
  readonly [Name in keyof Events]: { readonly eventName: Name; readonly args: Events[Name] };
}[keyof Events];

/** A log with what it says, as `parseEventLogs` of viem decodes it, and its block's time. */
export type FactLog = Of<EscrowEvents & PoolEvents> & SourcePlace & { readonly address: Address };

/** The names of the events of the Quittance contract that facts come from. */
export const escrowEventNames: readonly (keyof EscrowEvents)[] = [
  ...(["DealOpened", "DealCancelled", "EvidenceDelivered", "BallotsRecorded", "VerdictReached"] as const),
  ...([
    "VerdictsReached",
    "ContestOpened",
    "PanelDrawn",
    "MilestoneSettled",
    "EquivocationRecorded",
  ] as const),
  ...(["DealRated", "AccountOpened", "TabOpened", "VouchersRedeemed", "OrderPaid"] as const),
];

/** The names of the events of a juror pool that facts come from. */
export const poolEventNames: readonly (keyof PoolEvents)[] = [
  ...(["SeatTaken", "SeatKeyChanged", "SeatToppedUp", "SeatClosed", "StakeReturned"] as const),
  ...(["AbsencePunished", "EquivocationPunished"] as const),
];
