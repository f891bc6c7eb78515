import type { Address, Log } from "viem";
import { keySetEvent, policySetEvent } from "../../abi/fragments/quittance.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { requireEach } from "../../json/options.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import { decodePolicy, type Policy } from "../../protocol/policy.ts";
import { type AccountUpdate, updateCall } from "./account-updates.ts";
import { type KeyGrant, keysIn } from "./accounts-in.ts";
import { requireSome } from "./principal.ts";

export interface UpdateAccountsParameters {
  /** One or more accounts, of principals that the sender controls. */
  readonly updates: readonly AccountUpdate[];
}

/** An account that was changed. */
export interface UpdatedAccount {
  readonly account: Address;
  /** Keys that were changed, as they are now; a revoked one has the expiry 0 and no capabilities. */
  readonly keys: readonly KeyGrant[];
  /** The new policy; undefined when it stayed. */
  readonly policy: Policy | undefined;
}

/** Accounts that were changed. */
export interface UpdatedAccounts {
  readonly accounts: readonly UpdatedAccount[];
}

/**
 * Changes keys and policies of many accounts in one transaction, all of them or none, from this transaction on. Only who
 * controls their principals may. `setKeys` and `setPolicy` change one account.
 *
 * @throws NotControllerError, AccountUnknownError, KeyRefusedError, KeyExpiredError, PolicyMismatchError,
 * TreasuryRefusedError
 * @example
 * import { updateAccounts } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { account, key, principal } = await openExampleAccount(stack);
 * const { accounts } = await updateAccounts(stack.walletClient, {
 *   address: stack.address,
 *   updates: [
 *     {
 *       of: account.address,
 *       revoke: [key.address],
 *       current: account.policy,
 *       policy: { ...account.policy, perPeriod: 80_000_000n },
 *     },
 *   ],
 *   account: principal,
 * });
 * console.log(accounts[0]?.policy?.perPeriod, accounts[0]?.keys[0]?.expiry); // 80000000n 0
 * await stack.stop();
 */
export const updateAccounts = /* @__PURE__ */ defineAction<UpdateAccountsParameters, UpdatedAccounts>({
  name: "updateAccounts",
  fields: "updates",
  call: ({ updates }) => {
    requireSome("updates", updates, "update-accounts");
    requireEach("updates", updates, "of grants revoke current policy");
    updates.forEach(({ of }, index) => {
      requireAddress(`updates[${index}].of`, of);
    });
    return updateCall(updates, (index) => `updates[${index}].`);
  },
  extract: (logs, from) => ({ accounts: updatedIn(logs, from) }),
});

function updatedIn(logs: readonly Log[], from: Address): UpdatedAccount[] {
  const policies = eventsIn(logs, from, policySetEvent).map(({ args }) => args);
  const named = [...eventsIn(logs, from, keySetEvent).map(({ args }) => args), ...policies];
  const accounts = [...new Set(named.map(({ account }) => account))];
  return accounts.map((account) => {
    const policy = policies.findLast((each) => isSameAddress(each.account, account))?.policy;
    return {
      account,
      keys: keysIn(logs, from, account),
      policy: policy === undefined ? undefined : decodePolicy(policy),
    };
  });
}
