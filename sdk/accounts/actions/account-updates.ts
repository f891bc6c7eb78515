import type { Address } from "viem";
import { updateAccountsFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireAddress } from "../../protocol/address.ts";
import { encodePolicy, type Policy } from "../../protocol/policy.ts";
import { checkPolicy } from "../policy.ts";
import type { KeyGrant } from "./accounts-in.ts";
import { grantOf } from "./principal.ts";

/** Changes of one account. */
export interface AccountUpdate {
  /** The account that is changed. */
  readonly of: Address;
  /** Keys to grant, or to change. */
  readonly grants?: readonly KeyGrant[];
  /** Keys that may do nothing any more. */
  readonly revoke?: readonly Address[];
  /** The policy in force, when there is a new one: of the account's last `AccountOpened` or `PolicySet` event. */
  readonly current?: Policy;
  /** The new policy; the one in force stays when it is left out. */
  readonly policy?: Policy;
}

/** The call that makes these changes; `pathOf` starts the names of an update's fields in errors. */
export function updateCall(updates: readonly AccountUpdate[], pathOf: (index: number) => string) {
  const changes = updates.map((update, position) => changeOf(update, pathOf(position)));
  return contractCall(updateAccountsFunction, [changes]);
}

function changeOf({ of, grants = [], revoke = [], current, policy }: AccountUpdate, path: string) {
  const granted = grants.map((grant, index) => grantOf(`${path}grants[${index}]`, grant));
  const revoked = revoke.map((key, index) => {
    requireAddress(`${path}revoke[${index}]`, key);
    return { key, expiry: 0, capabilities: 0 };
  });
  const keys = [...granted, ...revoked];
  if (policy === undefined) return { account: of, keys, current: "0x", policy: "0x" } as const;
  if (current === undefined) {
    throw new InvalidFieldError({
      field: `${path}current`,
      value: current,
      problem: "must be the policy in force, when there is a new one",
      remedy: "Give the policy of the account's last AccountOpened or PolicySet event.",
      docsPage: "update-accounts",
    });
  }
  return {
    account: of,
    keys,
    current: encodePolicy(checkPolicy(current)),
    policy: encodePolicy(checkPolicy(policy)),
  };
}
