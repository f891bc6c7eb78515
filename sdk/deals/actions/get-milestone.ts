import { type Hex, zeroHash } from "viem";
import { milestoneOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { getDeal } from "./get-deal.ts";
import { type AmendedMilestone, successorOf } from "./successor-of.ts";

/**
 * Where a milestone is in its life; `phaseOf` says more. `delivered`: on-chain, awaiting a verdict or the end of the verdict
 * window. `provisional`: it has a provisional payout, contested or not. `moved`: another deal replaced that of the milestone, and
 * has its money.
 */
export type MilestoneStatus = "pending" | "delivered" | "provisional" | "settled" | "moved";

/** What the contract remembers of a milestone. */
export interface MilestoneFacts {
  readonly status: MilestoneStatus;
  /** The deal that has its money; undefined unless it `moved`. */
  readonly successor?: Hex | undefined;
  /** Delivered on-chain, or judged by the standing verdict; undefined when neither happened. */
  readonly evidence: Hex | undefined;
  /** Unix seconds of the on-chain delivery. */
  readonly deliveredAt: number | undefined;
  /**
   * The provisional payout, or the last one before it settled: of a verdict, or (`round` 0) the silence payout once it was contested.
   * `since` is unix seconds.
   */
  readonly provisional:
    | { readonly since: number; readonly payout: number; readonly round: number }
    | undefined;
  /**
   * The payouts that the panel of the running round can still decide, by the ballots on record, in basis points; undefined
   * while fewer than a quorum are on record, and once it decided. The round's end moves the provisional payout between them.
   */
  readonly interval: { readonly lowest: number; readonly highest: number } | undefined;
  /** Whether round 1 has earned the verification fee, by its verdict or, once it is contested, by a quorum on record. */
  readonly judged: boolean;
  /** Unix seconds at which the parties ended the milestone although it was contested. */
  readonly endedAt: number | undefined;
  /** Whose contest opened round 2 and, second, the arbiter's round. */
  readonly contesters: readonly ("buyer" | "seller")[];
  /** Unix seconds of the draw of round 2's panel, which was paid from the bond; undefined while it is not drawn. */
  readonly drawnAt: number | undefined;
  /** Rounds whose bond has gone where it goes. */
  readonly bondsReleased: readonly (2 | 3)[];
}

/**
 * What the contract remembers of a milestone; undefined when the deal was never opened or has no such milestone. Of a deal that
 * was amended, the contract's events say which milestones settled before that and which moved on.
 *
 * @param parameters.fromBlock Where to look for these events, at the latest the block in which the deal was opened; the first
 * block when left out.
 * @throws InvalidFieldError when `fromBlock` is later than the amendment.
 * @example
 * import { getMilestone } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * const facts = await getMilestone(stack.publicClient, { address: stack.address, dealId, milestone: 0 });
 * console.log(facts?.status); // pending
 * await stack.stop();
 */
export async function getMilestone(
  client: ActingClient,
  parameters: AmendedMilestone,
): Promise<MilestoneFacts | undefined> {
  requireOptions(parameters, "address dealId milestone fromBlock");
  const { address, dealId, milestone } = parameters;
  const [deal, record] = await Promise.all([
    getDeal(client, { address, dealId }),
    read(client, address, milestoneOfFunction, [dealId, milestone]),
  ]);
  if (deal === undefined || milestone >= deal.milestones) return undefined;
  const { evidence, deliveredAt, provisionalSince, provisionalPayout, round, endedAt } = record;
  const { lowestPayout: lowest, highestPayout: highest } = record;
  const stands = provisionalSince !== 0;
  const open = stands ? "provisional" : deliveredAt !== 0 ? "delivered" : "pending";
  const successor = deal.amended ? await successorOf(client, parameters) : undefined;
  const final = successor === undefined ? "settled" : "moved";
  return {
    status: deal.settled.includes(milestone) ? final : open,
    ...(successor === undefined ? {} : { successor }),
    evidence: evidence === zeroHash ? undefined : evidence,
    deliveredAt: deliveredAt === 0 ? undefined : deliveredAt,
    provisional: stands ? { since: provisionalSince, payout: provisionalPayout, round } : undefined,
    interval: highest === 0 ? undefined : { lowest, highest },
    judged: record.judged,
    endedAt: endedAt === 0 ? undefined : endedAt,
    contesters: Array.from({ length: record.contests }, (_, index) =>
      (record.byBuyer >> index) % 2 === 1 ? "buyer" : "seller",
    ),
    drawnAt: record.drawnAt === 0 ? undefined : record.drawnAt,
    bondsReleased: ([2, 3] as const).filter((_, index) => (record.released >> index) % 2 === 1),
  };
}
