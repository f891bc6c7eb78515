import type { Address } from "viem";
import { accountUnfrozenEvent, unfreezeFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { requireAddresses } from "./principal.ts";

export interface UnfreezeParameters {
  /** One or more, of principals that the sender controls. */
  readonly accounts: readonly Address[];
}

/** Accounts that are no longer frozen by themselves. */
export interface UnfrozenAccounts {
  readonly accounts: readonly Address[];
}

/**
 * Ends `freeze`. An account whose whole principal is frozen stays so. Only who controls their principals may.
 *
 * @throws NotControllerError, AccountUnknownError
 * @example
 * import { freeze, getAccount, unfreeze } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, walletClient } = stack;
 * const { account, principal } = await openExampleAccount(stack);
 * const accounts = [account.address];
 * await freeze(walletClient, { address, accounts, account: principal });
 * await unfreeze(walletClient, { address, accounts, account: principal });
 * console.log((await getAccount(publicClient, { address, account: account.address }))?.frozen); // false
 * await stack.stop();
 */
export const unfreeze = /* @__PURE__ */ defineAction<UnfreezeParameters, UnfrozenAccounts>({
  name: "unfreeze",
  fields: "accounts",
  call: ({ accounts }) => {
    requireAddresses("accounts", accounts, "unfreeze");
    return contractCall(unfreezeFunction, [accounts]);
  },
  extract: (logs, from) => ({
    accounts: eventsIn(logs, from, accountUnfrozenEvent).map(({ args }) => args.account),
  }),
});
