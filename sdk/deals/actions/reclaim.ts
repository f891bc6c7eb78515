import type { Hex } from "viem";
import { reclaimFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { hashAdjudication } from "../../protocol/deal-id.ts";
import { encodeSchedule } from "../../protocol/terms-codec.ts";
import { type MilestoneOf, packedOf } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn, settlementOf } from "./settlement.ts";

export interface ReclaimParameters extends MilestoneOf {
  /** The buyer's, of `signReclaim`; may be left out by a buyer that sends. */
  readonly signature?: Hex;
}

/**
 * Returns a milestone to the buyer when nothing was delivered on-chain or judged by its deadline. The buyer needs no other party.
 *
 * @throws DeadlineNotPassedError, MilestoneNotReclaimableError
 * @example
 * import { reclaim } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openExampleDeal(stack);
 * await stack.setTime((terms.milestones[0]?.deadline ?? 0) + 1);
 * const { toBuyer } = await reclaim(stack.walletClient, {
 *   address: stack.address,
 *   terms,
 *   milestone: 0,
 *   account: stack.buyer,
 * });
 * console.log(toBuyer);
 * await stack.stop();
 */
export const reclaim = /* @__PURE__ */ defineAction<ReclaimParameters, MilestoneSettlement>({
  name: "reclaim",
  fields: "signature terms milestone",
  call: (parameters) => {
    const { terms, milestone } = parameters;
    packedOf(parameters, () => true);
    const signature = signatureOrCaller("signature", parameters.signature, "reclaim");
    return contractCall(reclaimFunction, [
      encodeSchedule(terms),
      hashAdjudication(terms),
      milestone,
      signature,
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(/* @__PURE__ */ settlementOf(["reclaim"])),
  extract: settlementIn,
});
