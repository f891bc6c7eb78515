import type { Address } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { latestTime } from "../client/latest-time.ts";
import { getDealId } from "../deals/actions/get-deal-id.ts";
import { getMilestone } from "../deals/actions/get-milestone.ts";
import { getContests } from "../disputes/actions/get-contest.ts";
import { getRound } from "../disputes/actions/get-round.ts";
import { DealUnknownError } from "../errors/deals.ts";
import { requireOptions } from "../json/options.ts";
import type { Terms } from "../protocol/terms.ts";
import { type Phase, phaseOf } from "./phase.ts";

/**
 * Where a milestone is and what can be done until when, as of the latest block (or of `now`, unix seconds): `phaseOf` with
 * all it needs read from the contract.
 *
 * @param parameters.fromBlock Where to look for what became of an amended deal, at the latest the block in which it was opened;
 * the first block when left out.
 * @throws DealUnknownError when no deal was opened with these terms.
 * @example
 * import { getPhase } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openContestedDeal(stack);
 * const phase = await getPhase(stack.publicClient, { address: stack.address, terms, milestone: 0 });
 * console.log(phase.name, phase.payout); // round2 6000
 * await stack.stop();
 */
export async function getPhase(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly terms: Terms;
    readonly milestone: number;
    readonly now?: number | undefined;
    readonly fromBlock?: bigint | undefined;
  },
): Promise<Phase> {
  requireOptions(parameters, "address terms milestone now fromBlock");
  const { address, terms, milestone, fromBlock } = parameters;
  const dealId = await getDealId(client, { address, terms });
  const about = { address, dealId, milestone };
  // Only terms with dispute rules have a round 2.
  const drawing = terms.disputes === undefined ? undefined : getRound(client, { address, terms, milestone });
  const [facts, contests, round, now] = await Promise.all([
    getMilestone(client, { ...about, fromBlock }),
    getContests(client, about),
    drawing,
    parameters.now ?? latestTime(client),
  ]);
  if (facts === undefined) throw new DealUnknownError({ dealId });
  return phaseOf({ terms, milestone, facts, contests, round, now });
}
