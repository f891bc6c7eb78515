import type { Address, Hex } from "viem";
import { orderIdOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { checkOrder, type Order } from "../order.ts";

/**
 * The order id as the contract computes it; `orderIdOf` gives the same without asking.
 *
 * @example
 * import { buildOrder, getOrderId } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, seller, publicClient, stop } = await startStack();
 * const payments = [{ payee: seller.address, amount: 2_500_000n }];
 * const order = buildOrder({ account: buyer.address, payments });
 * console.log((await getOrderId(publicClient, { address, order })).length); // 66
 * await stop();
 */
export async function getOrderId(
  client: ActingClient,
  input: { readonly address: Address; readonly order: Order },
): Promise<Hex> {
  requireOptions(input, "address order");
  const { address, order } = input;
  return read(client, address, orderIdOfFunction, [checkOrder(order)]);
}
