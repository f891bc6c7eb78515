import type { Address } from "viem";
import { balanceOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * USDC base units in the ledger balance of `owner`.
 *
 * @example
 * import { getLedgerBalance } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, stop } = await startStack();
 * console.log(await getLedgerBalance(publicClient, { address, owner: buyer.address }));
 * await stop();
 */
export async function getLedgerBalance(
  client: ActingClient,
  input: { readonly address: Address; readonly owner: Address },
): Promise<bigint> {
  requireOptions(input, "address owner");
  const { address, owner } = input;
  return read(client, address, balanceOfFunction, [owner]);
}
