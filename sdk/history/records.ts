import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Schema } from "../json/fields.ts";
import {
  bytes,
  type Cause,
  type Columns,
  causeColumns,
  flagged,
  hash,
  holder,
  type LastChange,
  lastChangeColumns,
  listOf,
  maybe,
  object,
  one,
  units,
  whole,
  words,
} from "./values.ts";

/** What a deal is at. `amended`: another deal replaced it. */
export type DealStatus = "open" | "settled" | "cancelled" | "amended";

/** A deal as its events left it. Amounts are USDC base units, windows seconds, times unix seconds. */
export interface DealRecord extends Cause, LastChange {
  readonly id: Hex;
  readonly buyer: Address;
  readonly seller: Address;
  readonly status: DealStatus;
  readonly pact: Hex;
  readonly panel: readonly Address[];
  readonly verdictWindow: number;
  readonly contestWindow: number;
  /** Basis points. */
  readonly silencePayout: number;
  /** Undefined without a contest window. */
  readonly pool: Address | undefined;
  readonly arbiter: Address | undefined;
  /** Undefined when the terms name none. */
  readonly category: number | undefined;
  /** The terms in packed form: `decodeTerms` reads them, and `dealIdOf` of what it returns is `id`. */
  readonly terms: Hex;
  readonly reference: Hex | undefined;
  /** Of the parties that are managed accounts. */
  readonly buyerPrincipal: Address | undefined;
  readonly sellerPrincipal: Address | undefined;
  readonly openedAt: number;
  /** The transaction that opened it. */
  readonly openedIn: Hex;
  /** The deal that it replaces, and the one that replaces it. */
  readonly amends: Hex | undefined;
  readonly amendedBy: Hex | undefined;
  readonly milestoneCount: number;
  readonly settledCount: number;
  readonly funded: bigint;
  readonly unsettled: bigint;
  readonly sellerNet: bigint;
  readonly refunded: bigint;
  readonly marketplaceFees: bigint;
  readonly verificationFees: bigint;
  readonly bondsHeld: bigint;
}

export const dealColumns = (): Columns<DealRecord> => ({
  ...{ id: hash(), buyer: holder(), seller: holder(), pact: hash(), panel: listOf(holder()) },
  status: one("open", "settled", "cancelled", "amended"),
  ...{ verdictWindow: whole(), contestWindow: whole(), silencePayout: whole() },
  ...{ pool: maybe(holder()), arbiter: maybe(holder()), category: maybe(whole()), reference: maybe(hash()) },
  terms: bytes(),
  ...{ buyerPrincipal: maybe(holder()), sellerPrincipal: maybe(holder()) },
  ...{ openedAt: whole(), openedIn: hash(), amends: maybe(hash()), amendedBy: maybe(hash()) },
  ...{ milestoneCount: whole(), settledCount: whole(), funded: units(), unsettled: units() },
  ...{ sellerNet: units(), refunded: units(), marketplaceFees: units(), verificationFees: units() },
  bondsHeld: units(),
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** What a milestone is at, by its events. Silence is no event: compare `windowEnd` and `settleFrom` with now. */
export type MilestoneRecordStatus =
  | "pending"
  | "delivered"
  | "provisional"
  | "contested"
  | "settled"
  | "moved";

/** A milestone as its events left it. */
export interface MilestoneRecord extends Cause, LastChange {
  readonly dealId: Hex;
  readonly index: number;
  /** USDC base units. */
  readonly amount: bigint;
  /** Unix seconds. */
  readonly deadline: number;
  readonly status: MilestoneRecordStatus;
  readonly evidence: Hex | undefined;
  /** Basis points it settles at unless a later round decides otherwise. */
  readonly provisionalPayout: number | undefined;
  /** The last round that reached a verdict; 0 while none did. */
  readonly round: number;
  /** Rounds that a contest called. */
  readonly contestCount: number;
  /** Unix seconds: until then the panel may judge, it may be contested, or the round may decide. */
  readonly windowEnd: number | undefined;
  /** Unix seconds: from then on anyone may settle it, if nothing happens before. */
  readonly settleFrom: number | undefined;
}

export const milestoneColumns = (): Columns<MilestoneRecord> => ({
  ...{ dealId: hash(), index: whole(), amount: units(), deadline: whole() },
  status: one("pending", "delivered", "provisional", "contested", "settled", "moved"),
  ...{ evidence: maybe(hash()), provisionalPayout: maybe(whole()), round: whole(), contestCount: whole() },
  ...{ windowEnd: maybe(whole()), settleFrom: maybe(whole()) },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** A delivery on-chain. `evidenceUri` is the seller's text, of any kind. */
export interface DeliveryRecord extends Cause {
  readonly evidence: Hex;
  readonly evidenceUri: string;
}

export const deliveryColumns = (): Columns<DeliveryRecord> => ({
  ...{ evidence: hash(), evidenceUri: words() },
  ...causeColumns(),
});

/** A verdict of round 1 or 2. */
export interface VerdictRecord extends Cause, LastChange {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly round: number;
  /** Basis points to the seller. */
  readonly payout: number;
  readonly evidence: Hex;
  /** Whether the milestone settled with it. */
  readonly settled: boolean;
  readonly ballotCount: number;
  /** USDC base units that round 1 earned by it. */
  readonly verificationFee: bigint;
}

export const verdictColumns = (): Columns<VerdictRecord> => ({
  ...{ dealId: hash(), milestone: whole(), round: whole(), payout: whole(), evidence: hash() },
  ...{ settled: flagged(), ballotCount: whole(), verificationFee: units() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** A ballot on record. */
export interface BallotRecord extends Cause, LastChange {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly round: number;
  /** Index in the round's panel. */
  readonly position: number;
  readonly juror: Address;
  readonly score: number;
  readonly reasons: Hex;
  /** Whether the score alone would have given the verdict's payout; undefined while there is none, and when it came after it in round 1. */
  readonly agrees: boolean | undefined;
  /** USDC base units of round 2's bond. */
  readonly earned: bigint;
}

/** A ballot as the indexer has it: with the payout that its score alone would give, and that of its round's verdict. */
interface CountedBallot extends Omit<BallotRecord, "agrees"> {
  readonly payout: number;
  readonly late: boolean;
  readonly verdict: { readonly payout: number } | undefined;
}

export const ballotColumns = (): Columns<CountedBallot> => ({
  ...{ dealId: hash(), milestone: whole(), round: whole(), position: whole(), juror: holder() },
  ...{ score: whole(), reasons: hash(), earned: units(), payout: whole(), late: flagged() },
  verdict: maybe(object<{ readonly payout: number }>({ payout: whole() })),
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** What is asked of a ballot. */
export const ballotFields = (): string =>
  Object.keys(ballotColumns())
    .map((name) => (name === "verdict" ? "verdict { payout }" : name))
    .join(" ");

/** A ballot of an answer. */
export const ballotSchema = (): Schema<BallotRecord> =>
  z.pipe(object(ballotColumns()), z.transform(ballotOf)) as unknown as Schema<BallotRecord>;

/** What comes after a verdict of round 1 could copy it, and agrees with nothing. */
export function ballotOf({ payout, late, verdict, ...ballot }: CountedBallot): BallotRecord {
  return { ...ballot, agrees: late || verdict === undefined ? undefined : payout === verdict.payout };
}

/** A contest and its bond. */
export interface ContestRecord extends Cause, LastChange {
  /** The round it opened. */
  readonly round: number;
  readonly contester: Address;
  readonly side: "buyer" | "seller";
  /** Basis points: the payout that it objects to. */
  readonly payout: number;
  readonly payer: Address;
  /** USDC base units, as `held`, the part that the contract still holds. */
  readonly bond: bigint;
  readonly held: bigint;
  /** Unix seconds. */
  readonly openedAt: number;
  readonly windowEnd: number;
}

export const contestColumns = (): Columns<ContestRecord> => ({
  ...{ round: whole(), contester: holder(), side: one("buyer", "seller"), payout: whole(), payer: holder() },
  ...{ bond: units(), held: units(), openedAt: whole(), windowEnd: whole() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** A panel drawn for round 2. */
export interface PanelRecord extends Cause {
  readonly round: number;
  readonly jurors: readonly Address[];
}

export const panelColumns = (): Columns<PanelRecord> => ({
  ...{ round: whole(), jurors: listOf(holder()) },
  ...causeColumns(),
});

/** A ruling of the arbiter. */
export interface RulingRecord extends Cause {
  readonly arbiter: Address;
  /** Basis points. */
  readonly payout: number;
}

export const rulingColumns = (): Columns<RulingRecord> => ({
  ...{ arbiter: holder(), payout: whole() },
  ...causeColumns(),
});

/** The end of a milestone; amounts are USDC base units. */
export interface SettlementRecord extends Cause, LastChange {
  readonly cause: string;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly marketplaceFee: bigint;
  /** What each side's part gave to the payer of the other side's bond. */
  readonly sellerReimbursed: bigint;
  readonly buyerReimbursed: bigint;
  readonly sellerNet: bigint;
  readonly buyerNet: bigint;
  /** The verification fee that no panel earned, back to the buyer on top of `buyerNet`. */
  readonly feeReturned: bigint;
}

export const settlementColumns = (): Columns<SettlementRecord> => ({
  ...{ cause: words(), toSeller: units(), toBuyer: units(), marketplaceFee: units() },
  ...{ sellerReimbursed: units(), buyerReimbursed: units() },
  ...{ sellerNet: units(), buyerNet: units(), feeReturned: units() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** One side's score of the other. */
export interface RatingRecord extends Cause {
  readonly rater: Address;
  readonly rated: Address;
  readonly side: "buyer" | "seller";
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: Hex;
}

export const ratingColumns = (): Columns<RatingRecord> => ({
  ...{ rater: holder(), rated: holder(), side: one("buyer", "seller"), score: whole(), reasons: bytes() },
  ...causeColumns(),
});
