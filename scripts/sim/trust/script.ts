import type { Address } from "viem";

/** How a deal of the script ends. */
export type Ending = "release" | "verdict" | "refund" | "reclaim";

/** One party of the script. Amounts are USDC base units, times seconds from the script's first day. */
export interface Agent {
  readonly address: Address;
  /** 0 to 1: how often its work is as agreed. */
  readonly quality: number;
  readonly joinedAt: number;
}

/** A seat of the juror pool; key and owner are one address. */
export interface ScriptSeat {
  readonly owner: Address;
  readonly stake: bigint;
  /** Before the first day when negative. */
  readonly joinedAt: number;
}

/** A score that one side gives the other, and how long after the settlement. */
export interface ScriptRating {
  readonly side: "buyer" | "seller";
  /** 0 to 100. */
  readonly score: number;
  readonly after: number;
}

/** A deal of one milestone, from its opening to its ratings: what the parties, the panel and the pool do. */
export interface ScriptDeal {
  readonly number: number;
  readonly buyer: Address;
  readonly seller: Address;
  readonly amount: bigint;
  readonly openedAt: number;
  readonly deadline: number;
  readonly settledAt: number;
  readonly ending: Ending;
  /** Basis points of the amount to the seller. */
  readonly payout: number;
  /** Whether the panel of round 1 was drawn by both sides together. */
  readonly isDrawn: boolean;
  /** The seller contests what round 1 gave, and round 2 gives `payout`. */
  readonly contested?: { readonly payout: number } | undefined;
  /** What jurors found about the pact's only clause: the share of it that was lost, basis points; undefined for none. */
  readonly clauseLost?: number | undefined;
  readonly ratings: readonly ScriptRating[];
}

/** A market as a list of what happens in it: facts follow from it, and calls of the contracts. */
export interface MarketScript {
  readonly agents: readonly Agent[];
  readonly seats: readonly ScriptSeat[];
  readonly deals: readonly ScriptDeal[];
  /** How long it is played. */
  readonly seconds: number;
}

export const DAY = 86_400;
export const USDC = 1_000_000n;
