import type { Address, Hex } from "viem";
import { closeTabFunction, tabClosedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { paymentErrorClasses } from "../../errors/payment-error-classes.ts";
import { checkTab, type Tab, tabIdOf, toAbiTab } from "../tabs/tab.ts";

export interface CloseTabParameters {
  readonly tab: Tab;
  /** The payee's, of `signTabClosing`; not needed from end plus grace on, nor of a payee that sends. */
  readonly signature?: Hex;
}

/** A tab that was closed. */
export interface ClosedTab {
  readonly tabId: Hex;
  readonly account: Address;
  /** USDC base units that went back to the account's ledger balance. */
  readonly returned: bigint;
}

/**
 * Returns what is unredeemed of a tab to its account's ledger balance. Anyone may send it from the tab's end plus its grace on;
 * before, the payee, or anyone with its signature.
 *
 * @throws TabUnknownError, TabAlreadyClosedError, TabRunningError
 * @example
 * import { closeTab } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { tab } = await openExampleTab(stack);
 * await stack.setTime(tab.end + tab.grace);
 * const { returned } = await closeTab(stack.walletClient, { address: stack.address, tab });
 * console.log(returned); // 10000000n
 * await stack.stop();
 */
export const closeTab = /* @__PURE__ */ defineAction<CloseTabParameters, ClosedTab>({
  name: "closeTab",
  fields: "tab signature",
  errors: paymentErrorClasses,
  call: ({ tab, signature }) =>
    contractCall(closeTabFunction, [
      toAbiTab(checkTab(tab)),
      signatureOrCaller("signature", signature, "close-tab"),
    ]),
  earlier: /* @__PURE__ */ doneBefore(({ tab }, domain) => ({
    event: tabClosedEvent,
    by: { tabId: tabIdOf({ domain, tab }) },
  })),
  extract: (logs, from) => ({ ...eventIn(logs, from, tabClosedEvent).args }),
});
