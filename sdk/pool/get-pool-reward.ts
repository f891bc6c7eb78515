import type { Address } from "viem";
import { readPool } from "../actions/read.ts";
import type { ActingClient } from "../actions/verb-types.ts";

/**
 * USDC base units that `owner` earned in the pool by reports and by others' penalties; `collectReward` pays them out.
 *
 * @example
 * import { getPoolReward } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { pool, buyer, publicClient, stop } = await startStack();
 * console.log(await getPoolReward(publicClient, { address: pool, owner: buyer.address })); // 0n
 * await stop();
 */
export function getPoolReward(
  client: ActingClient,
  { address, owner }: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  return readPool(client, address, "rewardOf", [owner]);
}
