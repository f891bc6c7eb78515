import { type Address, zeroAddress } from "viem";
import { offerPrincipalFunction, principalOfferedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import type { PrincipalOf } from "./freeze-all.ts";

export interface OfferPrincipalParameters extends PrincipalOf {
  /** Who may accept; when left out, an offer is taken back. */
  readonly to?: Address | undefined;
}

/** A principal that was offered. */
export interface OfferedPrincipal extends PrincipalOf {
  readonly controller: Address;
  /** Undefined when the offer was taken back. */
  readonly to: Address | undefined;
}

/**
 * Offers control of a principal, with all its accounts, to another address: the first of two steps. The principal's name,
 * and its accounts' addresses, stay. Only who controls it may.
 *
 * @throws NotControllerError
 * @example
 * import { offerPrincipal } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, arbiter, walletClient, stop } = await startStack();
 * const handover = { principal: buyer.address, to: arbiter.address };
 * const { to } = await offerPrincipal(walletClient, { address, ...handover, account: buyer });
 * console.log(to === arbiter.address); // true
 * await stop();
 */
export const offerPrincipal = /* @__PURE__ */ defineAction<OfferPrincipalParameters, OfferedPrincipal>({
  name: "offerPrincipal",
  fields: "to principal",
  call: ({ principal, to = zeroAddress }) => {
    requireAddress("principal", principal);
    requireAddress("to", to);
    return contractCall(offerPrincipalFunction, [principal, to]);
  },
  extract: (logs, from) => {
    const { principal, controller, to } = eventIn(logs, from, principalOfferedEvent).args;
    return { principal, controller, to: isSameAddress(to, zeroAddress) ? undefined : to };
  },
});
