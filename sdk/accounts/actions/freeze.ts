import type { Address } from "viem";
import { accountFrozenEvent, freezeFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { requireAddresses } from "./principal.ts";

export interface FreezeParameters {
  /** One or more, of principals that the sender controls, or that the sender is a key of which may freeze. */
  readonly accounts: readonly Address[];
}

/** Accounts that are frozen. */
export interface FrozenAccounts {
  readonly accounts: readonly Address[];
}

/**
 * Stops new commitments of accounts, and their agreeing to deals as sellers, from this transaction on. They still deliver,
 * accept, are judged and reclaim; open deals and tabs go on. Who controls their principals may, and a key of each that may
 * freeze it.
 *
 * @throws AccountUnknownError, KeyUnknownError, KeyExpiredError, CapabilityMissingError
 * @example
 * import { freeze, getAccount } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, walletClient } = stack;
 * const { account, principal } = await openExampleAccount(stack);
 * await freeze(walletClient, { address, accounts: [account.address], account: principal });
 * console.log((await getAccount(publicClient, { address, account: account.address }))?.frozen); // true
 * await stack.stop();
 */
export const freeze = /* @__PURE__ */ defineAction<FreezeParameters, FrozenAccounts>({
  name: "freeze",
  fields: "accounts",
  call: ({ accounts }) => {
    requireAddresses("accounts", accounts, "freeze");
    return contractCall(freezeFunction, [accounts]);
  },
  extract: (logs, from) => ({
    accounts: eventsIn(logs, from, accountFrozenEvent).map(({ args }) => args.account),
  }),
});
