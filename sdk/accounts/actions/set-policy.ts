import type { Address } from "viem";
import { policySetEvent } from "../../abi/fragments/quittance.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";
import { decodePolicy, type Policy } from "../../protocol/policy.ts";
import { updateCall } from "./account-updates.ts";

export interface SetPolicyParameters {
  /** The account that is limited. */
  readonly of: Address;
  /** The policy in force: of the account's last `AccountOpened` or `PolicySet` event. */
  readonly current: Policy;
  /** The next one; `{ ...current, perPeriod: 80_000_000n }` changes one limit. */
  readonly policy: Policy;
}

/** A policy that is in force. */
export interface ChangedPolicy {
  readonly account: Address;
  readonly policy: Policy;
}

/**
 * Replaces an account's policy, from this transaction on. What was spent in the running period, and in all, counts on.
 * Only who controls its principal may.
 *
 * @throws NotControllerError, AccountUnknownError, PolicyMismatchError
 * @example
 * import { setPolicy } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { account, principal } = await openExampleAccount(stack);
 * const { policy } = await setPolicy(stack.walletClient, {
 *   address: stack.address,
 *   of: account.address,
 *   current: account.policy,
 *   policy: { ...account.policy, perPeriod: 80_000_000n },
 *   account: principal,
 * });
 * console.log(policy.perPeriod); // 80000000n
 * await stack.stop();
 */
export const setPolicy = /* @__PURE__ */ defineAction<SetPolicyParameters, ChangedPolicy>({
  name: "setPolicy",
  fields: "of current policy",
  call: ({ of, current, policy }) => {
    requireAddress("of", of);
    return updateCall([{ of, current, policy }], () => "");
  },
  extract: (logs, from) => {
    const { account, policy } = eventIn(logs, from, policySetEvent).args;
    return { account, policy: decodePolicy(policy) };
  },
});
