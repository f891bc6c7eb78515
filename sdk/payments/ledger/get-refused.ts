import type { Address } from "viem";
import { refusedOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";

/**
 * USDC base units that the token refused to pay to `owner`; `retryRefused` pays them out.
 *
 * @example
 * import { getRefused } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, seller, publicClient, stop } = await startStack();
 * console.log(await getRefused(publicClient, { address, owner: seller.address }));
 * await stop();
 */
export function getRefused(
  client: ActingClient,
  { address, owner }: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  return read(client, address, refusedOfFunction, [owner]);
}
