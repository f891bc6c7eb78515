import type { Address, Hex, Log } from "viem";
import { openTabFunction, tabOpenedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { paymentErrorClasses } from "../../errors/payment-error-classes.ts";
import { checkTab, fromAbiTab, type Tab, tabIdOf, toAbiTab } from "../tabs/tab.ts";

export interface OpenTabParameters {
  readonly tab: Tab;
  /** True: the reserve comes from the account's wallet, by `signTabPayment`. From its ledger balance when left out. */
  readonly fromWallet?: boolean;
  /** Of `signTab` or `signTabPayment`; may be left out by a wallet that sends and reserves from its ledger balance. */
  readonly signature?: Hex;
}

/** A tab that was opened, from its event. */
export interface OpenedTab extends Tab {
  readonly tabId: Hex;
  readonly fromWallet: boolean;
}

function openedIn(logs: readonly Log[], from: Address): OpenedTab {
  return fromAbiTab(eventIn(logs, from, tabOpenedEvent).args);
}

/**
 * Opens a tab: reserves an amount for its payee. Anyone may send it.
 *
 * @throws TabAlreadyOpenedError, OpeningExpiredError, InsufficientBalanceError; for a managed account, what
 * its policy refuses.
 * @example
 * import { openTab } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer } = stack;
 * const tab = await exampleTab(stack);
 * await stack.fundLedger(buyer.address, tab.reserve);
 * const opened = await openTab(stack.walletClient, { address, tab, account: buyer });
 * console.log(opened.reserve, opened.fromWallet); // 10000000n false
 * await stack.stop();
 */
export const openTab = /* @__PURE__ */ defineAction<OpenTabParameters, OpenedTab>({
  name: "openTab",
  fields: "tab fromWallet signature",
  errors: paymentErrorClasses,
  call: ({ address, tab, fromWallet = false, signature }) =>
    contractCall(openTabFunction, [
      toAbiTab(checkTab(tab, { contract: address })),
      fromWallet,
      signatureOrCaller("signature", signature, "open-tab"),
    ]),
  pays: ({ tab, fromWallet }) => (fromWallet ? { payer: tab.account, amount: tab.reserve } : undefined),
  earlier: /* @__PURE__ */ doneBefore(({ tab }, domain) => ({
    event: tabOpenedEvent,
    by: { tabId: tabIdOf({ domain, tab }) },
  })),
  extract: openedIn,
});
