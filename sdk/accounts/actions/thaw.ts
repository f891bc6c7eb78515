import type { Address } from "viem";
import { accountThawedEvent, thawFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineVerb } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { requireAddresses } from "./principal.ts";

export interface ThawParameters {
  /** One or more, of principals that the sender controls. */
  readonly accounts: readonly Address[];
}

/** Accounts that are no longer frozen by themselves. */
export interface ThawedAccounts {
  readonly accounts: readonly Address[];
}

/**
 * Ends `freeze`. An account whose whole principal is frozen stays so. Only who controls their principals may.
 *
 * @throws NotControllerError, AccountUnknownError
 * @example
 * import { freeze, getAccount, thaw } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, walletClient } = stack;
 * const { account, principal } = await openExampleAccount(stack);
 * const accounts = [account.address];
 * await freeze(walletClient, { address, accounts, account: principal });
 * await thaw(walletClient, { address, accounts, account: principal });
 * console.log((await getAccount(publicClient, { address, account: account.address }))?.frozen); // false
 * await stack.stop();
 */
export const thaw = /* @__PURE__ */ defineVerb<ThawParameters, ThawedAccounts>({
  name: "thaw",
  call: ({ accounts }) => {
    requireAddresses("accounts", accounts, "thaw");
    return contractCall(thawFunction, [accounts]);
  },
  extract: (logs, from) => ({
    accounts: eventsIn(logs, from, accountThawedEvent).map(({ args }) => args.account),
  }),
});
