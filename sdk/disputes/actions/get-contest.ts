import type { Address, Hex } from "viem";
import { contestOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/** A contest as the contract remembers it. */
export interface ContestFacts {
  /** The round it opened: 2 or 3. */
  readonly round: 2 | 3;
  /** Who paid the bond. */
  readonly payer: Address;
  /** Unix seconds; the round's clock starts here. */
  readonly openedAt: number;
  /** Block number, from which the pool finds the seed of its draw. */
  readonly openedInBlock: number;
  /** Basis points: the provisional payout that was contested. */
  readonly payout: number;
}

/**
 * The contest that opened round 2 or 3 of a milestone; undefined when there was none.
 *
 * @example
 * import { getContest } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient } = stack;
 * const { dealId } = await openContestedDeal(stack);
 * const facts = await getContest(publicClient, { address, dealId, milestone: 0, round: 2 });
 * console.log(facts?.payout); // 6000
 * await stack.stop();
 */
export async function getContest(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly dealId: Hex;
    readonly milestone: number;
    readonly round: 2 | 3;
  },
): Promise<ContestFacts | undefined> {
  requireOptions(parameters, "address dealId milestone round");
  const { address, dealId, milestone, round } = parameters;
  const { openedAt, payer, openedInBlock, payout } = await read(client, address, contestOfFunction, [
    dealId,
    milestone,
    round,
  ]);
  return openedAt === 0 ? undefined : { round, payer, openedAt, openedInBlock, payout };
}

/**
 * All contests of a milestone, in order: none, that of round 2, or that and the arbiter's. What `phaseOf` takes.
 *
 * @example
 * import { getContests } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient } = stack;
 * const { dealId } = await openContestedDeal(stack);
 * console.log((await getContests(publicClient, { address, dealId, milestone: 0 })).length); // 1
 * await stack.stop();
 */
export async function getContests(
  client: ActingClient,
  parameters: { readonly address: Address; readonly dealId: Hex; readonly milestone: number },
): Promise<ContestFacts[]> {
  requireOptions(parameters, "address dealId milestone");
  const contests = await Promise.all(
    ([2, 3] as const).map((round) => getContest(client, { ...parameters, round })),
  );
  return contests.filter((contest) => contest !== undefined);
}
