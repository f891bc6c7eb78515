import type { Address, Hex } from "viem";
import { tabOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/** What the contract remembers of a tab. */
export interface TabFacts {
  readonly tabId: Hex;
  /** Unix seconds. */
  readonly openedAt: number;
  /** USDC base units paid to the payee. */
  readonly redeemed: bigint;
  /** The rest has returned; nothing more is redeemed. */
  readonly closed: boolean;
}

/**
 * What the contract remembers of a tab; undefined when it was never opened.
 *
 * @example
 * import { getTab } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { tabId } = await openExampleTab(stack);
 * const tab = await getTab(stack.publicClient, { address: stack.address, tabId });
 * console.log(tab?.redeemed, tab?.closed); // 0n false
 * await stack.stop();
 */
export async function getTab(
  client: ActingClient,
  input: { readonly address: Address; readonly tabId: Hex },
): Promise<TabFacts | undefined> {
  requireOptions(input, "address tabId");
  const { address, tabId } = input;
  const { openedAt, redeemed, closed } = await read(client, address, tabOfFunction, [tabId]);
  return openedAt === 0 ? undefined : { tabId, openedAt, redeemed, closed };
}
