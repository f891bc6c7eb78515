import type { Address } from "viem";
import { seedBlockOfFunction } from "../../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { requireNumber } from "./numbers.ts";

/**
 * The block whose hash seeds draws of contests made in block `openedInBlock`, as of now: the draw can be made from the
 * block after it on.
 *
 * @example
 * import { getSeedBlock } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { pool, publicClient, stop } = await startStack();
 * const openedInBlock = await publicClient.getBlockNumber();
 * const block = await getSeedBlock(publicClient, { address: pool, openedInBlock });
 * console.log(block > openedInBlock); // true
 * await stop();
 */
export async function getSeedBlock(
  client: ActingClient,
  input: { readonly address: Address; readonly openedInBlock: bigint | number },
): Promise<bigint> {
  requireOptions(input, "address openedInBlock");
  const { address, openedInBlock } = input;
  return readPool(client, address, seedBlockOfFunction, [requireNumber("openedInBlock", openedInBlock)]);
}
