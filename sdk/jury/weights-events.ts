import type { Address, Hex } from "viem";
import type { BallotEntry } from "../protocol/ballots-codec.ts";
import type { Terms } from "../protocol/terms.ts";

interface Placed {
  readonly dealId: Hex;
  /** Unix seconds of the block. */
  readonly timestamp: number;
  /** The same each time that the event is reported; with it, an event that was removed again counts for nothing. */
  readonly id?: string | undefined;
  readonly removed?: boolean | undefined;
}

interface OfMilestone extends Placed {
  readonly milestone: number;
}

/** What a juror's record is counted from. The events of `watchDeal` are of this form; other events may be among them. */
export type JurorEvent =
  | (Placed & { readonly name: "DealOpened"; readonly terms: Terms })
  | (OfMilestone & { readonly name: "EvidenceDelivered" | "MilestoneSettled" })
  | (OfMilestone & { readonly name: "ContestOpened"; readonly round: number })
  | (OfMilestone & { readonly name: "PanelDrawn"; readonly panel: readonly Address[] })
  | (OfMilestone & { readonly name: "MilestoneRuled"; readonly payout: number })
  | (OfMilestone & {
      readonly name: "BallotsRecorded";
      readonly round: number;
      readonly ballots: readonly BallotEntry[];
    })
  | (OfMilestone & {
      readonly name: "VerdictReached";
      readonly round: number;
      readonly payout: number;
      readonly ballots: readonly BallotEntry[];
    })
  | (OfMilestone & {
      readonly name: "EquivocationRecorded" | "EquivocationPunished";
      readonly juror: Address;
      readonly evidence: Hex;
    })
  | (Placed & { readonly name: OtherEventName });

type OtherEventName =
  | "DealAmended"
  | "DealCancelled"
  | "FeeCredited"
  | "FeeReturned"
  | "BondEarned"
  | "BondReimbursed"
  | "BondReturned"
  | "DrawPaid"
  | "PayoutRefused"
  | "DealRated";
