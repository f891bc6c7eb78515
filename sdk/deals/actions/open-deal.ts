import type { Address, Hex, Log } from "viem";
import { dealOpenedEvent, openFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { dueOf, type Terms } from "../../protocol/terms.ts";
import { decodeTerms, encodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";

export interface OpenDealParameters {
  readonly terms: Terms;
  /** The buyer's: `signPayment`, or `signTerms` when funded from the ledger (then it may be left out by a buyer that sends). */
  readonly buyerSignature?: Hex;
  /** The seller's: `signTerms`; may be left out by a seller that sends. */
  readonly sellerSignature?: Hex;
}

/** A deal that was opened, from its event. */
export interface OpenedDeal {
  readonly dealId: Hex;
  readonly terms: Terms;
}

function openedIn(logs: readonly Log[], from: Address): OpenedDeal {
  const { args } = eventIn(logs, from, dealOpenedEvent);
  return { dealId: args.dealId, terms: decodeTerms(args.terms) };
}

/**
 * Opens a deal both parties agreed to, and takes the buyer's money. Anyone may send it.
 *
 * @example
 * import { openDeal, readTokenDomain, signPayment, signTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain } = stack;
 * const terms = await exampleTerms(stack);
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const deal = await openDeal(stack.walletClient, {
 *   address,
 *   terms,
 *   buyerSignature: await signPayment({ domain, token, terms, account: stack.buyer }),
 *   sellerSignature: await signTerms({ domain, terms, account: stack.seller }),
 * });
 * console.log(deal.dealId, deal.receipt.gasUsed);
 * await stack.stop();
 */
export const openDeal = /* @__PURE__ */ defineAction<OpenDealParameters, OpenedDeal>({
  name: "openDeal",
  fields: "terms buyerSignature sellerSignature",
  call: ({ address, terms, buyerSignature, sellerSignature }) =>
    contractCall(openFunction, [
      encodeTerms(checkTerms(terms, { contract: address })),
      signatureOrCaller("buyerSignature", buyerSignature, "open-deal"),
      signatureOrCaller("sellerSignature", sellerSignature, "open-deal"),
    ]),
  pays: ({ terms }) => (terms.fundedFromLedger ? undefined : { payer: terms.buyer, amount: dueOf(terms) }),
  earlier: /* @__PURE__ */ doneBefore(({ terms }, domain) => ({
    event: dealOpenedEvent,
    by: { dealId: dealIdOf({ domain, terms }) },
  })),
  extract: openedIn,
});
