import type { Address, Hex } from "viem";
import type { FactCause, FactPanel } from "./facts.ts";

/** Where in the chain's order something happened. */
export interface SourcePlace {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  /** Unix seconds of the block. */
  readonly timestamp: bigint;
}

/** Names a milestone. */
export interface MilestoneSource {
  readonly dealId: Hex;
  readonly milestone: number;
}

/** A deal that opened, as its terms have it. */
export interface DealSource extends SourcePlace {
  readonly dealId: Hex;
  readonly buyer: Address;
  readonly seller: Address;
  readonly pact: Hex;
  /** Left out when the terms name none. */
  readonly category?: bigint | undefined;
  readonly marketplace: Address;
  /** Of round 1, in the order of positions. */
  readonly panel: readonly Address[];
  readonly passingScore: number;
  readonly payoutStep: number;
  /** Seconds. */
  readonly verdictWindow: number;
  /** What round 2 is drawn from; left out when nothing can be contested. */
  readonly pool?: Address | undefined;
  /** Hash of the document that the terms refer to; left out when they refer to none. */
  readonly reference?: Hex | undefined;
  /** The terms, packed; left out when they refer to no document, which is held against them. */
  readonly terms?: Hex | undefined;
}

/** A ballot that went on record. */
export interface BallotSource extends SourcePlace, MilestoneSource {
  readonly round: number;
  readonly position: number;
  readonly score: number;
  /** Hash of the juror's written reasons. */
  readonly reasons?: Hex | undefined;
}

/** What changed at a seat of a juror pool. */
export interface SeatSource extends SourcePlace {
  readonly pool: Address;
  readonly seat: number;
  readonly kind: "taken" | "keyChanged" | "closed" | "absence" | "equivocation" | "toppedUp" | "returned";
  /** From now on. Both are needed only where the seat was taken, and the key where it changed. */
  readonly owner?: Address | undefined;
  readonly key?: Address | undefined;
  /** Of stake, in USDC base units: positive into the seat, negative out of it. */
  readonly amount: bigint;
  /** Of a penalty. */
  readonly dealId?: Hex | undefined;
  readonly milestone?: number | undefined;
  readonly juror?: Address | undefined;
}

/**
 * What happened, one entry for each thing that an event told: what facts are derived from. It comes from logs or from rows of an
 * indexer. Addresses and hashes are in lower case; the order of the lists does not matter.
 */
export interface FactSources {
  readonly deals: readonly DealSource[];
  /** Of the terms of each deal. */
  readonly milestones: readonly (MilestoneSource & { readonly amount: bigint; readonly deadline: bigint })[];
  readonly deliveries: readonly (SourcePlace & MilestoneSource)[];
  readonly verdicts: readonly (SourcePlace &
    MilestoneSource & {
      readonly round: number;
      /** Basis points to the seller. */
      readonly payout?: number | undefined;
      readonly evidence?: Hex | undefined;
    })[];
  readonly contests: readonly (SourcePlace &
    MilestoneSource & {
      readonly round: number;
      readonly side: "buyer" | "seller";
      readonly payout: number;
    })[];
  /** Of round 2, in the order of positions. */
  readonly panels: readonly (SourcePlace & MilestoneSource & { readonly jurors: readonly Address[] })[];
  readonly ballots: readonly BallotSource[];
  readonly settlements: readonly (SourcePlace &
    MilestoneSource & {
      readonly cause: FactCause;
      readonly toSeller: bigint;
      readonly toBuyer: bigint;
    })[];
  readonly ratings: readonly (SourcePlace & {
    readonly dealId: Hex;
    readonly rater: Address;
    readonly score: number;
  })[];
  /** Proven of jurors of round 1. */
  readonly equivocations: readonly (SourcePlace & MilestoneSource & { readonly juror: Address })[];
  /** Managed accounts that were opened. */
  readonly accounts: readonly (SourcePlace & { readonly account: Address; readonly principal: Address })[];
  readonly seats: readonly SeatSource[];
  readonly payments: readonly (SourcePlace & {
    readonly from: Address;
    readonly to: Address;
    readonly amount: bigint;
  })[];
}

/** What verified documents say of a milestone, as the fields of `SettlementFact` and `ClauseFact`. */
export interface FactDocuments {
  readonly panel?: FactPanel | undefined;
  readonly calibration?: boolean | undefined;
  readonly clauses?:
    | readonly { readonly kind: string; readonly units: number; readonly lost: number }[]
    | undefined;
}

/** Looks up what verified documents say of a milestone; undefined for nothing. It must answer alike for as long as facts are derived. */
export type DocumentsOf = (question: MilestoneSource) => FactDocuments | undefined;
