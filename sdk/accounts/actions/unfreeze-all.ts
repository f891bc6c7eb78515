import { principalUnfrozenEvent, unfreezeAllFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";
import type { PrincipalOf } from "./freeze-all.ts";

/**
 * Ends `freezeAll`. Accounts that were frozen one by one stay so. Only who controls the principal may.
 *
 * @throws NotControllerError
 * @example
 * import { freezeAll, getPrincipal, unfreezeAll } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer, publicClient, walletClient } = stack;
 * await freezeAll(walletClient, { address, principal: buyer.address, account: buyer });
 * await unfreezeAll(walletClient, { address, principal: buyer.address, account: buyer });
 * console.log((await getPrincipal(publicClient, { address, principal: buyer.address })).frozen); // false
 * await stack.stop();
 */
export const unfreezeAll = /* @__PURE__ */ defineAction<PrincipalOf, PrincipalOf>({
  name: "unfreezeAll",
  fields: "principal",
  call: ({ principal }) => {
    requireAddress("principal", principal);
    return contractCall(unfreezeAllFunction, [principal]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, principalUnfrozenEvent).args }),
});
