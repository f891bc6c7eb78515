import type { Outcome } from "../client/action-types.ts";
import { type OpenedTab, openTab } from "../payments/actions/open-tab.ts";
import { signTab } from "../payments/tabs/sign-tab.ts";
import { buildTab, type Tab, type TabDraft } from "../payments/tabs/tab.ts";
import type { Stack } from "./stack.ts";

/**
 * A tab of the stack's buyer for its seller: 10 USDC for a day, with a day's grace, whose vouchers the buyer's own key signs.
 *
 * @param changes Fields to have otherwise.
 * @example
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack, { reserve: 3_000_000n });
 * console.log(tab.reserve, tab.grace); // 3000000n 86400
 * await stack.stop();
 */
export async function exampleTab(stack: Stack, changes: Partial<TabDraft> = {}): Promise<Tab> {
  const { buyer, seller, address: contract, token } = stack;
  const draft = {
    account: buyer.address,
    payee: seller.address,
    reserve: 10_000_000n,
    voucherKey: buyer.address,
    ...changes,
  };
  return buildTab(draft, { contract, token, now: await stack.now() });
}

/**
 * Opens `exampleTab`, or another tab of the stack's buyer, from the buyer's ledger balance, which it funds: the buyer signs, the
 * relayer sends.
 *
 * @param changes Fields to have otherwise.
 * @example
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { tab, tabId } = await openExampleTab(stack);
 * console.log(tabId, tab.payee === stack.seller.address);
 * await stack.stop();
 */
export async function openExampleTab(
  stack: Stack,
  changes: Partial<TabDraft> = {},
): Promise<Outcome<OpenedTab> & { readonly tab: Tab }> {
  const { address, domain, buyer } = stack;
  const tab = await exampleTab(stack, changes);
  await stack.fundLedger(buyer.address, tab.reserve);
  const signature = await signTab({ domain, tab, account: buyer });
  return { ...(await openTab(stack.walletClient, { address, tab, signature })), tab };
}
