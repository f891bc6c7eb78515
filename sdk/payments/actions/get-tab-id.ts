import type { Address, Hex } from "viem";
import { tabIdOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { checkTab, type Tab, toAbiTab } from "../tabs/tab.ts";

/**
 * The tab id as the contract computes it; `tabIdOf` gives the same without asking.
 *
 * @example
 * import { getTabId, tabIdOf } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const { address, domain, publicClient, ...stack } = await startStack();
 * const tab = await exampleTab({ address, domain, publicClient, ...stack });
 * console.log((await getTabId(publicClient, { address, tab })) === tabIdOf({ domain, tab })); // true
 * await stack.stop();
 */
export async function getTabId(
  client: ActingClient,
  input: { readonly address: Address; readonly tab: Tab },
): Promise<Hex> {
  requireOptions(input, "address tab");
  const { address, tab } = input;
  return read(client, address, tabIdOfFunction, [toAbiTab(checkTab(tab))]);
}
