import type { Address } from "viem";
import { accountNonceOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * Reads the nonce that signed freezes, and signed revocations of keys, of an account have now: for `signFreeze` and
 * `signKeyRevocation`. Neither moves it; a key that is granted, a new policy, an unfreeze and a handover do, and so void what was
 * signed before.
 *
 * @example
 * import { getAccountNonce } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const { address, publicClient, ...stack } = await startStack();
 * const { account } = await openExampleAccount({ address, publicClient, ...stack });
 * console.log(await getAccountNonce(publicClient, { address, account: account.address })); // 0n
 * await stack.stop();
 */
export async function getAccountNonce(
  client: ActingClient,
  input: { readonly address: Address; readonly account: Address },
): Promise<bigint> {
  requireOptions(input, "address account");
  const { address, account } = input;
  return read(client, address, accountNonceOfFunction, [account]);
}
