import type { Address, Hex } from "viem";

/** What a part of a score comes from. `losses` take from what `trade` gives. */
export type ReputationComponent = "trade" | "losses" | "ratings" | "pacts" | "jury";

/** One fact and what it adds to a score, or takes from it. The points of all parts sum to the score. */
export interface ReputationPart {
  readonly component: ReputationComponent;
  /** Of 10000; negative for losses. */
  readonly points: number;
  /** What the fact weighs after decay, caps and trust: USDC base units; of a juror's duty, parts of 10^12. */
  readonly weight: bigint;
  readonly dealId: Hex;
  /** Left out of ratings, which are about a deal. */
  readonly milestone?: number | undefined;
  /** The principal of the other side; left out of duties. */
  readonly counterparty?: Address | undefined;
  /** Of a duty. */
  readonly round?: number | undefined;
}

/** A component of a score: its points, and the parts that make them. */
export interface ComponentScore {
  readonly points: bigint;
  readonly parts: readonly ReputationPart[];
}
