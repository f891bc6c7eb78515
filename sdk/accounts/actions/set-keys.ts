import type { Address } from "viem";
import { keySetEvent } from "../../abi/fragments/quittance.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";
import { updateCall } from "./account-updates.ts";
import { type KeyGrant, keysIn } from "./accounts-in.ts";
import { requireSome } from "./principal.ts";

export interface SetKeysParameters {
  /** The account that the keys act for. */
  readonly of: Address;
  /** Keys to grant, or to change. */
  readonly grants?: readonly KeyGrant[];
  /** Keys that may do nothing any more. */
  readonly revoke?: readonly Address[];
}

/** Keys of an account that were changed. */
export interface ChangedKeys {
  readonly account: Address;
  /** As they are now; a revoked one has the expiry 0 and no capabilities. */
  readonly keys: readonly KeyGrant[];
}

/**
 * Grants, changes, rotates and revokes keys of an account, all at once. Only who controls its principal may. A key that is
 * revoked opens nothing from then on, also with earlier signatures; deals and tabs that are open go on.
 *
 * @throws NotControllerError, AccountUnknownError, KeyRefusedError, KeyExpiredError
 * @example
 * import { setKeys } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const stack = await startStack();
 * const { account, key, principal } = await openExampleAccount(stack);
 * const next = privateKeyToAccount(generatePrivateKey());
 * const expiry = (await stack.now()) + 30 * 86_400;
 * const { keys } = await setKeys(stack.walletClient, {
 *   address: stack.address,
 *   of: account.address,
 *   grants: [{ key: next.address, expiry, capabilities: ["deliver"] }],
 *   revoke: [key.address],
 *   account: principal,
 * });
 * console.log(keys.length, keys[1]?.expiry); // 2 0
 * await stack.stop();
 */
export const setKeys = /* @__PURE__ */ defineAction<SetKeysParameters, ChangedKeys>({
  name: "setKeys",
  fields: "of grants revoke",
  call: ({ of, grants = [], revoke = [] }) => {
    requireAddress("of", of);
    requireSome("grants", [...grants, ...revoke], "update-accounts");
    return updateCall([{ of, grants, revoke }], () => "");
  },
  extract: (logs, from) => {
    const { account } = eventIn(logs, from, keySetEvent).args;
    return { account, keys: keysIn(logs, from, account) };
  },
});
