import type { Address } from "viem";
import { rewardOfFunction } from "../../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * USDC base units that `owner` earned in the pool by reports; `collectReward` pays them out.
 *
 * @example
 * import { getPoolReward } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { pool, buyer, publicClient, stop } = await startStack();
 * console.log(await getPoolReward(publicClient, { address: pool, owner: buyer.address })); // 0n
 * await stop();
 */
export async function getPoolReward(
  client: ActingClient,
  input: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  requireOptions(input, "address owner");
  const { address, owner } = input;
  return readPool(client, address, rewardOfFunction, [owner]);
}
