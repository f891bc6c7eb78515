import type { Address, Hex } from "viem";
import type { SettlementCause } from "../protocol/events.ts";

/** Where on the chain something happened. */
export interface FactBlock {
  readonly blockNumber: bigint;
  /** Unix seconds of the block. */
  readonly timestamp: bigint;
}

/** The two sides of a deal. Principals are left out where an account is a wallet that trades for itself. */
export interface FactParties {
  readonly buyer: Address;
  readonly seller: Address;
  readonly buyerPrincipal?: Address | undefined;
  readonly sellerPrincipal?: Address | undefined;
}

/** Why a milestone settled; `cancellation` is what both parties did to everything that was left. */
export type FactCause = SettlementCause | "cancellation";

/**
 * How the panel of round 1 came about, as a verified document says: `drawn` by both sides together for this deal, `reused` from an
 * earlier draw, or `agreed`. `panelKindOf` of `quittance/jury` finds it.
 */
export type FactPanel = "drawn" | "reused" | "agreed";

/** A contest of a provisional payout. */
export interface FactContest {
  readonly side: "buyer" | "seller";
  /** The payout that was contested, in basis points of the amount to the seller. */
  readonly payout: number;
}

/** A milestone that settled. Amounts are USDC base units, times unix seconds. */
export interface SettlementFact extends FactBlock, FactParties {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly pact: Hex;
  /** 0 when the terms name none. */
  readonly category: bigint;
  /** The zero address when the terms name none. */
  readonly marketplace: Address;
  /** `toSeller + toBuyer`. */
  readonly amount: bigint;
  /** The part by payout, before fees and reimbursements. */
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly cause: FactCause;
  readonly deadline: bigint;
  /** When a delivery was posted, or a first verdict found work that the seller was paid for; left out when neither was. */
  readonly deliveredAt?: bigint | undefined;
  /** The last round that reached a verdict, 1 or 2; 0 while none did. */
  readonly round: number;
  readonly contests: readonly FactContest[];
  /** Left out: no document says more than that the parties agreed on it. */
  readonly panel?: FactPanel | undefined;
  /** True when verified documents say that the seller ran the pact's published task set for the set's publisher. */
  readonly calibration?: boolean | undefined;
}

/** What jurors found about one clause of a milestone, as a verified document says; units and losses as in `ClauseResult` of pacts. */
export interface ClauseFact {
  readonly dealId: Hex;
  readonly milestone: number;
  /** The kind of the clause, such as `citation-faithfulness`. */
  readonly kind: string;
  readonly units: number;
  /** Basis points of a unit, over all units. */
  readonly lost: number;
}

/** One side's score of the other. */
export interface RatingFact extends FactBlock {
  readonly dealId: Hex;
  readonly rater: Address;
  /** 0 to 100. */
  readonly score: number;
}

/** What one juror did in one round about one milestone that has ended. */
export interface JurorFact extends FactBlock {
  readonly dealId: Hex;
  readonly milestone: number;
  /** 1: the named panel; 2: the drawn one. */
  readonly round: number;
  readonly juror: Address;
  /** Who owns the seat; left out: the key stands for itself. */
  readonly principal?: Address | undefined;
  /** The pool that round 2 was drawn from. */
  readonly pool?: Address | undefined;
  /** The payout that the juror's score alone gives; left out when there is no ballot of it. */
  readonly payout?: number | undefined;
  /** The payout at which the milestone settled after a verdict; left out when there was none. */
  readonly outcome?: number | undefined;
  /** Whether its ballot was there before the verdict or the end of the round. */
  readonly timely: boolean;
  /** Whether the juror had to vote and did not. */
  readonly absent: boolean;
  readonly equivocated: boolean;
}

/** A seat of a juror pool, as it is at the block that is asked about. */
export interface SeatFact {
  readonly pool: Address;
  readonly number: number;
  readonly owner: Address;
  readonly ownerPrincipal?: Address | undefined;
  /** USDC base units. */
  readonly stake: bigint;
  /** Unix seconds. */
  readonly joinedAt: bigint;
  /** Left out while it is open. */
  readonly closedAt?: bigint | undefined;
}

/** USDC that went from one account to another outside of deals: a payment, a redeemed voucher. */
export interface PaymentFact extends FactBlock {
  readonly from: Address;
  readonly to: Address;
  readonly fromPrincipal?: Address | undefined;
  readonly toPrincipal?: Address | undefined;
  readonly amount: bigint;
}

/** Everything that a score is made of. The order of the lists does not matter. */
export interface ReputationFacts {
  readonly settlements: readonly SettlementFact[];
  readonly clauses?: readonly ClauseFact[] | undefined;
  readonly ratings?: readonly RatingFact[] | undefined;
  readonly jurors?: readonly JurorFact[] | undefined;
  readonly seats?: readonly SeatFact[] | undefined;
  /** Only to see whether money flows back; payments earn no trust. */
  readonly payments?: readonly PaymentFact[] | undefined;
}

/** An address that the asker trusts by itself. */
export interface PersonalSeed {
  readonly address: Address;
  /** How much, beside the other seeds: 1 to 2^32 - 1. */
  readonly weight: number;
}
