import type { Address, Hex } from "viem";
import { bookOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { type RecordedScore, scoresIn } from "../../protocol/scores.ts";

/**
 * Returns the ballots of round 1 that are on record, by position in the panel of the terms: those on evidence that was delivered
 * on-chain, until they decide, and those of jurors who share the verification fee when the milestone settles.
 *
 * @example
 * import { getBook } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * console.log(await getBook(stack.publicClient, { address: stack.address, dealId, milestone: 0 })); // []
 * await stack.stop();
 */
export async function getBook(
  client: ActingClient,
  parameters: { readonly address: Address; readonly dealId: Hex; readonly milestone: number },
): Promise<readonly RecordedScore[]> {
  requireOptions(parameters, "address dealId milestone");
  const { address, dealId, milestone } = parameters;
  return scoresIn([await read(client, address, bookOfFunction, [dealId, milestone])]);
}
