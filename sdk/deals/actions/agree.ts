import type { Hex } from "viem";
import { agreeFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { requireAmount, requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { type MilestoneOf, packedOf, settlesBriefly } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn, settlementOf } from "./settlement.ts";

export interface AgreeParameters extends MilestoneOf {
  /** USDC base units of the milestone's amount; the rest goes to the buyer. */
  readonly toSeller: bigint;
  /** Unix seconds; the signatures work while now < validUntil. */
  readonly validUntil: number;
  /** Both of `signAgreement`; the sender's own may be left out. */
  readonly buyerSignature?: Hex;
  readonly sellerSignature?: Hex;
}

/**
 * Splits a milestone the way both parties signed. Anyone may send it.
 *
 * @example
 * import { agree, signAgreement } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const split = { milestone: 0, toSeller: 1_000_000n, validUntil: (await stack.now()) + 600 };
 * const { toBuyer } = await agree(stack.walletClient, {
 *   address,
 *   terms,
 *   ...split,
 *   buyerSignature: await signAgreement({ domain, account: buyer, terms, ...split }),
 *   sellerSignature: await signAgreement({ domain, account: seller, terms, ...split }),
 * });
 * console.log(toBuyer);
 * await stack.stop();
 */
export const agree = /* @__PURE__ */ defineAction<AgreeParameters, MilestoneSettlement>({
  name: "agree",
  fields: "toSeller validUntil buyerSignature sellerSignature terms milestone",
  call: (parameters) => {
    const { terms, milestone, toSeller, validUntil } = parameters;
    const packed = packedOf(parameters, settlesBriefly);
    requireAmount("toSeller", toSeller, { zero: true });
    requireTime("validUntil", validUntil);
    const amount = terms.milestones[milestone]?.amount ?? 0n;
    if (toSeller > amount) {
      throw new InvalidFieldError({
        field: "toSeller",
        value: toSeller,
        problem: `must be at most the milestone's amount, ${amount}`,
        remedy: "Agree on a part of the milestone's amount, in USDC base units.",
        docsPage: "agree",
      });
    }
    return contractCall(agreeFunction, [
      packed,
      milestone,
      toSeller,
      validUntil,
      signatureOrCaller("buyerSignature", parameters.buyerSignature, "agree"),
      signatureOrCaller("sellerSignature", parameters.sellerSignature, "agree"),
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore((parameters, domain) =>
    settlementOf(["agreement"], parameters.toSeller)(parameters, domain),
  ),
  extract: settlementIn,
});
