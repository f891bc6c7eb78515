import { type Address, zeroAddress } from "viem";
import { principalOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";

/** Who controls a principal. */
export interface PrincipalFacts {
  /** The principal's name: the address that opened its first account; it never changes. */
  readonly principal: Address;
  /** Itself, until it was handed over. */
  readonly controller: Address;
  /** Who may accept it; undefined when it is not offered. */
  readonly offered: Address | undefined;
  /** Whether every account of it is frozen. */
  readonly frozen: boolean;
}

/**
 * Who controls a principal, to whom it is offered, and whether all of it is frozen. Any address can be one.
 *
 * @example
 * import { getPrincipal } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, stop } = await startStack();
 * const { controller } = await getPrincipal(publicClient, { address, principal: buyer.address });
 * console.log(controller === buyer.address); // true
 * await stop();
 */
export async function getPrincipal(
  client: ActingClient,
  input: { readonly address: Address; readonly principal: Address },
): Promise<PrincipalFacts> {
  requireOptions(input, "address principal");
  const { address, principal } = input;
  const [controller, to, frozen] = await read(client, address, principalOfFunction, [principal]);
  return { principal, controller, offered: isSameAddress(to, zeroAddress) ? undefined : to, frozen };
}
