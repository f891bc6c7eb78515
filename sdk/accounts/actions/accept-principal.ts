import type { Address } from "viem";
import { acceptPrincipalFunction, principalHandedOverEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";
import type { PrincipalOf } from "./freeze-all.ts";

/** A principal that was handed over. */
export interface HandedOverPrincipal extends PrincipalOf {
  /** Who controls it, and every account of it, from now on. */
  readonly controller: Address;
}

/**
 * Takes control of a principal that was offered to the sender: the second of two steps. Keys, policies and deals of its
 * accounts stay as they are.
 *
 * @throws NothingOfferedError
 * @example
 * import { acceptPrincipal, offerPrincipal } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, arbiter, walletClient, stop } = await startStack();
 * const principal = buyer.address;
 * await offerPrincipal(walletClient, { address, principal, to: arbiter.address, account: buyer });
 * const { controller } = await acceptPrincipal(walletClient, { address, principal, account: arbiter });
 * console.log(controller === arbiter.address); // true
 * await stop();
 */
export const acceptPrincipal = /* @__PURE__ */ defineAction<PrincipalOf, HandedOverPrincipal>({
  name: "acceptPrincipal",
  fields: "principal",
  call: ({ principal }) => {
    requireAddress("principal", principal);
    return contractCall(acceptPrincipalFunction, [principal]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, principalHandedOverEvent).args }),
});
