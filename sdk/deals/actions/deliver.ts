import type { Hex } from "viem";
import { deliverFunction, evidenceDeliveredEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { Delivery } from "../../protocol/messages.ts";
import type { Terms } from "../../protocol/terms.ts";
import { buildDelivery, SIGNED_DELIVERY } from "../delivery.ts";
import { packedOf } from "../terms/milestone-of.ts";

export interface DeliverParameters {
  readonly terms: Terms;
  /** What `signDelivery` made; the signature may be left out by a seller that sends. */
  readonly delivery: Delivery & { readonly signature?: Hex };
}

/** A delivery that is on-chain. */
export interface PostedDelivery {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly evidence: Hex;
  readonly evidenceUri: string;
}

/**
 * Puts a delivery on-chain, which stops the clock: from then on jury and buyer cannot freeze the milestone by silence.
 * Once and final. Anyone may post the seller's signature.
 *
 * @example
 * import { deliver, hashEvidence, signDelivery } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms, dealId } = await openExampleDeal(stack);
 * const delivery = await signDelivery({
 *   domain: stack.domain,
 *   account: stack.seller,
 *   deal: dealId,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   evidenceUri: "https://seller.example/evidence/1",
 * });
 * const { evidence } = await deliver(stack.walletClient, { address: stack.address, terms, delivery });
 * console.log(evidence);
 * await stack.stop();
 */
export const deliver = /* @__PURE__ */ defineAction<DeliverParameters, PostedDelivery>({
  name: "deliver",
  fields: "terms delivery",
  call: ({ terms, delivery }) => {
    if (typeof delivery !== "object" || delivery === null) {
      throw new InvalidFieldError({
        field: "delivery",
        value: delivery,
        problem: "must be a delivery",
        remedy: "Pass what signDelivery or parseDelivery returned.",
        docsPage: "deliver",
      });
    }
    requireOptions(delivery, SIGNED_DELIVERY, "delivery");
    const { signature: _, ...claim } = delivery;
    const { milestone, evidence, evidenceUri } = buildDelivery(claim);
    const packed = packedOf({ terms, milestone }, () => true);
    const signature = signatureOrCaller("delivery.signature", delivery.signature, "deliver");
    return contractCall(deliverFunction, [packed, milestone, evidence, evidenceUri, signature]);
  },
  earlier: /* @__PURE__ */ doneBefore(
    ({ terms, delivery: { milestone, evidence, evidenceUri } }, domain) => ({
      event: evidenceDeliveredEvent,
      by: { dealId: dealIdOf({ domain, terms }) },
      is: (args: PostedDelivery) =>
        args.milestone === milestone && args.evidence === evidence && args.evidenceUri === evidenceUri,
    }),
  ),
  extract: (logs, from) => ({ ...eventIn(logs, from, evidenceDeliveredEvent).args }),
});
