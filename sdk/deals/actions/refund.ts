import type { Hex } from "viem";
import { refundFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneOf, packedOf, settlesBriefly } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn, settlementOf } from "./settlement.ts";

export interface RefundParameters extends MilestoneOf {
  /** The seller's, of `signRefund`; may be left out by a seller that sends. */
  readonly signature?: Hex;
}

/**
 * Gives a milestone back in full to the buyer: the seller cannot or will not deliver. Anyone may post the
 * seller's signature.
 *
 * @example
 * import { refund, signRefund } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, seller: account } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const signature = await signRefund({ domain, account, terms, milestone: 0 });
 * const { cause } = await refund(stack.walletClient, { address, terms, milestone: 0, signature });
 * console.log(cause); // refund
 * await stack.stop();
 */
export const refund = /* @__PURE__ */ defineAction<RefundParameters, MilestoneSettlement>({
  name: "refund",
  fields: "signature terms milestone",
  call: (parameters) => {
    const signature = signatureOrCaller("signature", parameters.signature, "refund");
    return contractCall(refundFunction, [
      packedOf(parameters, settlesBriefly),
      parameters.milestone,
      signature,
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(/* @__PURE__ */ settlementOf(["refund"])),
  extract: settlementIn,
});
