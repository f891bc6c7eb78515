import type { Address, Hex } from "viem";
import { ratingOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { bounds } from "../../protocol/bounds.ts";

/** Who has rated whom, and until when it can be done. */
export interface RatingFacts {
  /** Unix seconds of the last settlement that can be rated; undefined when there was none. */
  readonly lastSettledAt: number | undefined;
  /** Unix seconds; ratings are taken while now < endsAt. */
  readonly endsAt: number | undefined;
  readonly buyerRated: boolean;
  readonly sellerRated: boolean;
}

/**
 * The ratings that a deal has, as far as the contract stores them.
 *
 * @example
 * import { release, getRating } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, walletClient, buyer } = stack;
 * const { terms, dealId } = await openExampleDeal(stack);
 * await release(walletClient, { address, terms, milestone: 0, account: buyer });
 * console.log((await getRating(publicClient, { address, dealId })).buyerRated); // false
 * await stack.stop();
 */
export async function getRating(
  client: ActingClient,
  input: { readonly address: Address; readonly dealId: Hex },
): Promise<RatingFacts> {
  requireOptions(input, "address dealId");
  const { address, dealId } = input;
  const [settledAt, buyerRated, sellerRated] = await read(client, address, ratingOfFunction, [dealId]);
  const lastSettledAt = settledAt === 0 ? undefined : settledAt;
  const endsAt = lastSettledAt === undefined ? undefined : lastSettledAt + bounds.ratingWindow;
  return { lastSettledAt, endsAt, buyerRated, sellerRated };
}
