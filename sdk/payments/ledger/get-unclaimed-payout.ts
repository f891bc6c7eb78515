import type { Address } from "viem";
import { unclaimedPayoutOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";

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
export function getUnclaimedPayout(
  client: ActingClient,
  { address, owner }: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  return read(client, address, unclaimedPayoutOfFunction, [owner]);
}
