import type { Address, Hex } from "viem";
import { dealIdOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import type { Terms } from "../../protocol/terms.ts";
import { encodeTerms } from "../../protocol/terms-codec.ts";

/**
 * The deal id as the contract computes it; `dealIdOf` gives the same without asking.
 *
 * @example
 * import { dealIdOf, getDealId } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const told = await getDealId(stack.publicClient, { address: stack.address, terms });
 * console.log(told === dealIdOf({ domain: stack.domain, terms })); // true
 * await stack.stop();
 */
export async function getDealId(
  client: ActingClient,
  input: { readonly address: Address; readonly terms: Terms },
): Promise<Hex> {
  requireOptions(input, "address terms");
  const { address, terms } = input;
  return read(client, address, dealIdOfFunction, [encodeTerms(terms)]);
}
