import type { Hex } from "viem";
import { releaseFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneOf, packedOf, settlesBriefly } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn, settlementOf } from "./settlement.ts";

export interface ReleaseParameters extends MilestoneOf {
  /** The buyer's, of `signRelease`; may be left out by a buyer that sends. */
  readonly signature?: Hex;
}

/**
 * Gives a milestone in full to the seller: the buyer is content, no jury needed. Anyone may post the
 * buyer's signature.
 *
 * @example
 * import { release, signRelease } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer: account } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const signature = await signRelease({ domain, account, terms, milestone: 0 });
 * const { cause } = await release(stack.walletClient, { address, terms, milestone: 0, signature });
 * console.log(cause); // release
 * await stack.stop();
 */
export const release = /* @__PURE__ */ defineAction<ReleaseParameters, MilestoneSettlement>({
  name: "release",
  fields: "signature terms milestone",
  call: (parameters) => {
    const signature = signatureOrCaller("signature", parameters.signature, "release");
    return contractCall(releaseFunction, [
      packedOf(parameters, settlesBriefly),
      parameters.milestone,
      signature,
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(/* @__PURE__ */ settlementOf(["release"])),
  extract: settlementIn,
});
