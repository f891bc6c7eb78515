import type { Hex } from "viem";
import { cancelFunction, dealCancelledEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { requireAmount, requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { Terms } from "../../protocol/terms.ts";
import { encodeBriefTerms, encodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";
import { settlesBriefly } from "../terms/milestone-of.ts";
import { type DealEnd, dealEndIn } from "./settlement.ts";

export interface CancelParameters {
  readonly terms: Terms;
  /** USDC base units the deal still holds, exactly: `unsettled` of `getDeal`. */
  readonly remainder: bigint;
  /** Unix seconds; the signatures work while now < validUntil. */
  readonly validUntil: number;
  /** Both of `signCancellation`; the sender's own may be left out. */
  readonly buyerSignature?: Hex;
  readonly sellerSignature?: Hex;
}

/**
 * Ends a deal as both parties signed: everything left goes back to the buyer. Anyone may send it.
 *
 * @example
 * import { cancel, signCancellation, totalOf } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const end = { remainder: totalOf(terms), validUntil: (await stack.now()) + 600 };
 * const { toBuyer } = await cancel(stack.walletClient, {
 *   address,
 *   terms,
 *   ...end,
 *   buyerSignature: await signCancellation({ domain, account: buyer, terms, ...end }),
 *   sellerSignature: await signCancellation({ domain, account: seller, terms, ...end }),
 * });
 * console.log(toBuyer);
 * await stack.stop();
 */
export const cancel = /* @__PURE__ */ defineAction<CancelParameters, DealEnd>({
  name: "cancel",
  fields: "terms remainder validUntil buyerSignature sellerSignature",
  call: ({ terms, remainder, validUntil, buyerSignature, sellerSignature }) => {
    requireAmount("remainder", remainder);
    requireTime("validUntil", validUntil);
    return contractCall(cancelFunction, [
      cancelledTerms(checkTerms(terms)),
      remainder,
      validUntil,
      signatureOrCaller("buyerSignature", buyerSignature, "cancel"),
      signatureOrCaller("sellerSignature", sellerSignature, "cancel"),
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(({ terms, remainder }, domain) => ({
    event: dealCancelledEvent,
    by: { dealId: dealIdOf({ domain, terms }) },
    is: ({ toBuyer }: DealEnd) => toBuyer === remainder,
  })),
  extract: dealEndIn,
});

function cancelledTerms(terms: Terms): Hex {
  return settlesBriefly(terms) ? encodeBriefTerms(terms) : encodeTerms(terms);
}
