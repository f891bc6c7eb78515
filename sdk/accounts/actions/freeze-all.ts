import type { Address } from "viem";
import { freezeAllFunction, principalFrozenEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";

/** A principal, by its first address: it keeps that when it is handed over. */
export interface PrincipalOf {
  readonly principal: Address;
}

/**
 * Stops new commitments of every account of a principal in one call, those it opens later too. Only who controls it may.
 *
 * @throws NotControllerError
 * @example
 * import { freezeAll, getPrincipal } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer, publicClient, walletClient } = stack;
 * await freezeAll(walletClient, { address, principal: buyer.address, account: buyer });
 * console.log((await getPrincipal(publicClient, { address, principal: buyer.address })).frozen); // true
 * await stack.stop();
 */
export const freezeAll = /* @__PURE__ */ defineAction<PrincipalOf, PrincipalOf>({
  name: "freezeAll",
  fields: "principal",
  call: ({ principal }) => {
    requireAddress("principal", principal);
    return contractCall(freezeAllFunction, [principal]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, principalFrozenEvent).args }),
});
