import type { Hex } from "viem";
import { concedeFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineVerb } from "../../client/define-action.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneOf, settlesBriefly, wireOf } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn } from "./settlement.ts";

export interface ConcedeParameters extends MilestoneOf {
  /** The seller's, of `signConcession`; may be left out by a seller that sends. */
  readonly signature?: Hex;
}

/**
 * Gives a milestone back in full to the buyer: the seller cannot or will not deliver. Anyone may post the
 * seller's signature.
 *
 * @example
 * import { concede, signConcession } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, seller: account } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const signature = await signConcession({ domain, account, deal, milestone: 0 });
 * const { cause } = await concede(stack.walletClient, { address, terms, milestone: 0, signature });
 * console.log(cause); // concession
 * await stack.stop();
 */
export const concede = /* @__PURE__ */ defineVerb<ConcedeParameters, MilestoneSettlement>({
  name: "concede",
  call: (parameters) => {
    const signature = signatureOrCaller("signature", parameters.signature, "concede");
    return contractCall(concedeFunction, [
      wireOf(parameters, settlesBriefly),
      parameters.milestone,
      signature,
    ]);
  },
  extract: settlementIn,
});
