import type { Address } from "viem";
import { isOrderUsedFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

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
export async function isOrderUsed(
  client: ActingClient,
  input: { readonly address: Address; readonly owner: Address; readonly nonce: bigint },
): Promise<boolean> {
  requireOptions(input, "address owner nonce");
  const { address, owner, nonce } = input;
  return read(client, address, isOrderUsedFunction, [owner, nonce]);
}
