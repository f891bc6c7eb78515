import type { Address } from "viem";
import { keyOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { decodeCapabilities } from "../../protocol/capabilities.ts";
import type { KeyGrant } from "./accounts-in.ts";

/**
 * What a key may do for an account, and until when; undefined when it never could, or was revoked. An expired one is returned,
 * too. Who controls the account's principal needs no key.
 *
 * @example
 * import { getKey } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const { address, publicClient, ...stack } = await startStack();
 * const { account, key } = await openExampleAccount({ address, publicClient, ...stack });
 * const granted = await getKey(publicClient, { address, account: account.address, key: key.address });
 * console.log(granted?.capabilities); // [ 'commit', 'deliver', 'settle', 'tabs', 'freeze' ]
 * await stack.stop();
 */
export async function getKey(
  client: ActingClient,
  input: { readonly address: Address; readonly account: Address; readonly key: Address },
): Promise<KeyGrant | undefined> {
  requireOptions(input, "address account key");
  const { address, account, key } = input;
  const { expiry, capabilities } = await read(client, address, keyOfFunction, [account, key]);
  return expiry === 0 ? undefined : { key, expiry, capabilities: decodeCapabilities(capabilities) };
}
