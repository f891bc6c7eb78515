import type { Hex } from "viem";
import { acceptFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineVerb } from "../../client/define-action.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneOf, settlesBriefly, wireOf } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn } from "./settlement.ts";

export interface AcceptParameters extends MilestoneOf {
  /** The buyer's, of `signAcceptance`; may be left out by a buyer that sends. */
  readonly signature?: Hex;
}

/**
 * Gives a milestone in full to the seller: the buyer is content, no jury needed. Anyone may post the
 * buyer's signature.
 *
 * @example
 * import { accept, signAcceptance } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer: account } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const signature = await signAcceptance({ domain, account, deal, milestone: 0 });
 * const { cause } = await accept(stack.walletClient, { address, terms, milestone: 0, signature });
 * console.log(cause); // acceptance
 * await stack.stop();
 */
export const accept = /* @__PURE__ */ defineVerb<AcceptParameters, MilestoneSettlement>({
  name: "accept",
  call: (parameters) => {
    const signature = signatureOrCaller("signature", parameters.signature, "accept");
    return contractCall(acceptFunction, [
      wireOf(parameters, settlesBriefly),
      parameters.milestone,
      signature,
    ]);
  },
  extract: settlementIn,
});
