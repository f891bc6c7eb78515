import type { Address } from "viem";
import { unclaimedPayoutOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * USDC base units that the token refused to pay to `owner`; `claimPayout` pays them out.
 *
 * @example
 * import { getUnclaimedPayout } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, seller, publicClient, stop } = await startStack();
 * console.log(await getUnclaimedPayout(publicClient, { address, owner: seller.address }));
 * await stop();
 */
export async function getUnclaimedPayout(
  client: ActingClient,
  input: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  requireOptions(input, "address owner");
  const { address, owner } = input;
  return read(client, address, unclaimedPayoutOfFunction, [owner]);
}
