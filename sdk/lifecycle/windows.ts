import { zeroAddress } from "viem";
import { isSameAddress } from "../protocol/address.ts";
import type { Terms } from "../protocol/terms.ts";

/** Every end of a window, in unix seconds, from what it starts with. All are exclusive: the action works while now < end. */

/** Delivering, and judging without an on-chain delivery: the deadline itself still counts. The buyer reclaims from then on. */
export const endOfPending = (deadline: number): number => deadline + 1;

/** Judging an on-chain delivery; after it the silence payout is provisional. */
export const endOfJudging = (terms: Terms, deliveredAt: number): number => deliveredAt + terms.verdictWindow;

/** Contesting the payout that is provisional since `since`. */
export const endOfContesting = (terms: Terms, since: number): number => since + terms.contestWindow;

/** Drawing the panel of round 2 and recording its ballots; the clock starts with the contest. */
export const endOfRound2 = (terms: Terms, contestedAt: number): number => contestedAt + terms.verdictWindow;

/** Ruling, from the contest of round 2's outcome on. */
export const endOfRuling = (terms: Terms, contestedAt: number): number =>
  contestedAt + (terms.disputes?.rulingWindow ?? 0);

/** Whether there is a round above round 2. */
export function hasArbiter({ disputes }: Terms): boolean {
  return disputes !== undefined && !isSameAddress(disputes.arbiter, zeroAddress);
}
