import type { Address } from "viem";
import { accountAddressFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * The address of the account that a principal opens, or has opened, under an index, as the contract derives it.
 * `accountAddressOf` computes the same without asking.
 *
 * @example
 * import { accountAddressOf, getAccountAddress } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, domain, buyer, publicClient, stop } = await startStack();
 * const named = { principal: buyer.address, index: 3 };
 * console.log((await getAccountAddress(publicClient, { address, ...named })) === accountAddressOf({ domain, ...named })); // true
 * await stop();
 */
export async function getAccountAddress(
  client: ActingClient,
  input: { readonly address: Address; readonly principal: Address; readonly index: number },
): Promise<Address> {
  requireOptions(input, "address principal index");
  return read(client, input.address, accountAddressFunction, [input.principal, input.index]);
}
