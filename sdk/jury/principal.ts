import { type Address, zeroAddress } from "viem";
import { accountOfFunction } from "../abi/fragments/quittance.ts";
import type { ActingClient } from "../client/action-types.ts";
import { read } from "../client/read.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";

/**
 * Who a party acts for: the principal of a managed account; any other address acts for itself.
 *
 * @param input.address Of the Quittance contract.
 * @param input.block The state after this block; the latest when left out.
 * @throws ContractMissingError when there is no such contract; RpcFailedError when the node has no state of that block.
 * @example
 * import { principalBehind } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, buyer } = stack;
 * console.log((await principalBehind(publicClient, { address, party: buyer.address })) === buyer.address); // true
 * await stack.stop();
 */
export async function principalBehind(
  client: ActingClient,
  input: { readonly address: Address; readonly party: Address; readonly block?: bigint },
): Promise<Address> {
  requireOptions(input, "address party block");
  const { address, party, block } = input;
  requireAddress("party", party);
  const [, , , , principal] = await read(client, address, accountOfFunction, [party], block);
  return principal === zeroAddress ? party : principal;
}
