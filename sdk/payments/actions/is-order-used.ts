import type { Address } from "viem";
import { isOrderUsedFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";

/**
 * Whether a nonce of `owner` was used by an order, or revoked.
 *
 * @example
 * import { isOrderUsed } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, stop } = await startStack();
 * console.log(await isOrderUsed(publicClient, { address, owner: buyer.address, nonce: 7n })); // false
 * await stop();
 */
export function isOrderUsed(
  client: ActingClient,
  { address, owner, nonce }: { readonly address: Address; readonly owner: Address; readonly nonce: bigint },
): Promise<boolean> {
  return read(client, address, isOrderUsedFunction, [owner, nonce]);
}
