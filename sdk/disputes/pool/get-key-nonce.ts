import type { Address } from "viem";
import { keyNonceOfFunction } from "../../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * The nonce that a key signs in its next `SeatKey`: how many of its signatures were used in this pool.
 *
 * @example
 * import { getKeyNonce } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { pool, seller: key, publicClient, stop } = await startStack();
 * console.log(await getKeyNonce(publicClient, { address: pool, key: key.address })); // 0n
 * await stop();
 */
export async function getKeyNonce(
  client: ActingClient,
  input: { readonly address: Address; readonly key: Address },
): Promise<bigint> {
  requireOptions(input, "address key");
  const { address, key } = input;
  return readPool(client, address, keyNonceOfFunction, [key]);
}
