import type { Address, Hex } from "viem";
import type { BallotEntry } from "../protocol/ballots-codec.ts";
import type { SettlementCause } from "../protocol/events.ts";
import type { Terms } from "../protocol/terms.ts";
import type { WatchCursor } from "./cursor.ts";

/** Where an event is in the chain. */
export interface EventPlace {
  /** The same each time the event is reported, also by other watchers; an event that comes again in another block has another. */
  readonly id: string;
  readonly dealId: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  /** Unix seconds of the block. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
  readonly logIndex: number;
  /** Which of the log's events it is: a log of a batch holds many verdicts. Else 0. */
  readonly part: number;
  /** How many blocks deep it was when it was reported, its own included; 0 when it was removed. */
  readonly confirmations: number;
  /** True: it was reported before, and a reorganisation took its block out of the chain. */
  readonly removed: boolean;
  /** Where the next watcher goes on when this event was dealt with. */
  readonly cursor: WatchCursor;
}

interface OfMilestone {
  readonly milestone: number;
}

/** A part of a milestone's money that went to someone; amounts are USDC base units. */
interface Money extends OfMilestone {
  readonly account: Address;
  readonly amount: bigint;
}

interface BondMoney extends Money {
  readonly round: number;
}

/** What each event says, by its name. Amounts are USDC base units, payouts basis points, and texts a stranger's. */
export interface DealEventValues {
  readonly DealOpened: { readonly buyer: Address; readonly seller: Address; readonly terms: Terms };
  /** `successor` is the deal that replaces it. */
  readonly DealAmended: {
    readonly successor: Hex;
    readonly moved: bigint;
    readonly paidIn: bigint;
    readonly paidBack: bigint;
  };
  /** `milestones` are those that the cancellation ended. */
  readonly DealCancelled: { readonly toBuyer: bigint; readonly milestones: readonly number[] };
  /** `evidenceUri` is the seller's text: at most 512 bytes, of any kind. */
  readonly EvidenceDelivered: OfMilestone & { readonly evidence: Hex; readonly evidenceUri: string };
  readonly BallotsRecorded: OfMilestone & {
    readonly round: number;
    readonly ballots: readonly BallotEntry[];
  };
  /** Terms without a contest window settle by it; `ballots` are empty where they were recorded before. */
  readonly VerdictReached: OfMilestone & {
    readonly round: number;
    readonly payout: number;
    readonly evidence: Hex;
    readonly ballots: readonly BallotEntry[];
  };
  /** `round` is the one that it opens, `payout` what it objects to. */
  readonly ContestOpened: OfMilestone & {
    readonly contester: Address;
    readonly round: number;
    readonly payout: number;
    readonly payer: Address;
    readonly bond: bigint;
    readonly fromWallet: boolean;
  };
  readonly PanelDrawn: OfMilestone & { readonly panel: readonly Address[] };
  readonly MilestoneRuled: OfMilestone & { readonly arbiter: Address; readonly payout: number };
  readonly MilestoneSettled: OfMilestone & {
    readonly cause: SettlementCause;
    readonly toSeller: bigint;
    readonly toBuyer: bigint;
  };
  readonly FeeCredited: Money;
  readonly FeeReturned: Money;
  readonly BondEarned: BondMoney;
  readonly BondReimbursed: BondMoney;
  readonly BondReturned: BondMoney;
  readonly DrawPaid: Money;
  /** The token refused to pay it; it waits for the account. */
  readonly PayoutRefused: { readonly account: Address; readonly amount: bigint };
  readonly EquivocationRecorded: OfMilestone & {
    readonly juror: Address;
    readonly evidence: Hex;
    readonly firstScore: number;
    readonly secondScore: number;
  };
  /** `score` is 0 to 100. */
  readonly DealRated: {
    readonly rater: Address;
    readonly rated: Address;
    readonly score: number;
    readonly reasons: Hex;
  };
}

/** The name of an event of a deal. */
export type DealEventName = keyof DealEventValues;

/** One event of a deal: what happened, and where in the chain. */
export type DealEvent<Name extends DealEventName = DealEventName> = {
  readonly [Each in Name]: { readonly name: Each } & DealEventValues[Each] & EventPlace;
}[Name];

/**
 * The news of a reorganisation that took something reported out of the chain. What it removed follows with `removed: true`,
 * latest first; then what replaces it.
 */
export interface ChainReorganised {
  readonly name: "ChainReorganised";
  /** The last block that stayed; undefined when none did that this watcher read. */
  readonly keptBlock: bigint | undefined;
  readonly keptHash: Hex | undefined;
  /**
   * Whether every removed event follows. False after a restart from a cursor: then discard every event above `keptBlock`; those
   * that the chain still has come again.
   */
  readonly isComplete: boolean;
  readonly cursor: WatchCursor;
}
