import type { Address } from "viem";
import { usdcFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * The USDC token the contract holds.
 *
 * @example
 * import { getUsdc } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, token, publicClient, stop } = await startStack();
 * console.log((await getUsdc(publicClient, { address })) === token); // true
 * await stop();
 */
export async function getUsdc(client: ActingClient, input: { readonly address: Address }): Promise<Address> {
  requireOptions(input, "address");
  const { address } = input;
  return read(client, address, usdcFunction, []);
}
