import type { Address } from "viem";
import { saltUseOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/** What an account has used a salt for. */
export interface SaltUse {
  /** The account made a deposit by approval with it. */
  readonly deposited: boolean;
  /** Money was withdrawn from the account's balance with it. */
  readonly withdrawn: boolean;
}

/**
 * Tells whether `owner` has made a deposit by approval, or a withdrawal, with a salt: whether what was sent under it has
 * happened.
 *
 * @example
 * import { getSaltUse } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, stop } = await startStack();
 * console.log(await getSaltUse(publicClient, { address, owner: buyer.address, salt: 7n })); // { deposited: false, withdrawn: false }
 * await stop();
 */
export async function getSaltUse(
  client: ActingClient,
  input: { readonly address: Address; readonly owner: Address; readonly salt: bigint },
): Promise<SaltUse> {
  requireOptions(input, "address owner salt");
  const { address, owner, salt } = input;
  const [deposited, withdrawn] = await read(client, address, saltUseOfFunction, [owner, salt]);
  return { deposited, withdrawn };
}
