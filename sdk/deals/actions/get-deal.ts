import type { Address, Hex } from "viem";
import { dealOfFunction, isAmendedFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { milestonesIn } from "../../protocol/bitmap.ts";

/** What the contract remembers of a deal. */
export interface DealFacts {
  readonly dealId: Hex;
  /** Unix seconds. */
  readonly openedAt: number;
  /** How many milestones it has. */
  readonly milestones: number;
  /** USDC base units it still holds: milestone amounts and verification fees. */
  readonly unsettled: bigint;
  /** Whether another deal replaced it, and has what was left; `getAmendment` finds that deal. */
  readonly amended: boolean;
  /** Milestones that are final; all of them when the deal was amended. */
  readonly settled: readonly number[];
  /** Milestones with an on-chain delivery or a standing verdict. */
  readonly recorded: readonly number[];
}

/**
 * What the contract remembers of a deal; undefined when it was never opened.
 *
 * @example
 * import { getDeal } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * const deal = await getDeal(stack.publicClient, { address: stack.address, dealId });
 * console.log(deal?.unsettled, deal?.settled);
 * await stack.stop();
 */
export async function getDeal(
  client: ActingClient,
  input: { readonly address: Address; readonly dealId: Hex },
): Promise<DealFacts | undefined> {
  requireOptions(input, "address dealId");
  const { address, dealId } = input;
  const [answer, amended] = await Promise.all([
    read(client, address, dealOfFunction, [dealId]),
    read(client, address, isAmendedFunction, [dealId]),
  ]);
  const [openedAt, milestones, unsettled, settled, recorded] = answer;
  if (openedAt === 0) return undefined;
  const facts = { dealId, openedAt, milestones, unsettled, amended };
  return { ...facts, settled: milestonesIn(settled), recorded: milestonesIn(recorded) };
}
