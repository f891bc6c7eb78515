import type { Address, Hex, Log } from "viem";
import { amendFunction, dealAmendedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { dueOf, type Terms } from "../../protocol/terms.ts";
import { encodeBriefTerms, encodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";

export interface AmendParameters {
  /** The terms of the deal that ends. */
  readonly oldTerms: Terms;
  /** The terms that replace them, of `amendTerms`. */
  readonly newTerms: Terms;
  /**
   * The buyer's: `signPayment` when something is paid in from its wallet, else `signTerms` (then it may be left out by a buyer
   * that sends); both of the new terms.
   */
  readonly buyerSignature?: Hex;
  /** The seller's: `signTerms` of the new terms; may be left out by a seller that sends. */
  readonly sellerSignature?: Hex;
}

/** A deal that another one replaced, from its event. Amounts are USDC base units. */
export interface DealAmendment {
  /** The deal that ended. */
  readonly dealId: Hex;
  /** The deal that replaces it. */
  readonly successor: Hex;
  /** What the old deal held. */
  readonly moved: bigint;
  /** What the buyer paid beside it. */
  readonly paidIn: bigint;
  /** What of it the new deal did not need; the buyer got it back. */
  readonly paidBack: bigint;
}

function amendedIn(logs: readonly Log[], from: Address): DealAmendment {
  return { ...eventIn(logs, from, dealAmendedEvent).args };
}

/**
 * Replaces a deal by another as both parties signed: what the old one holds moves over, and the difference is paid in or
 * back. Anyone may send it.
 *
 * @example
 * import { amend, amendTerms, getDeal, signTerms } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller } = stack;
 * const { terms: oldTerms, dealId } = await openExampleDeal(stack);
 * const deal = await getDeal(stack.publicClient, { address, dealId });
 * if (deal === undefined) throw new Error("not open");
 * const now = await stack.now();
 * const milestones = oldTerms.milestones.map(({ amount, deadline }) => ({ amount, deadline: deadline + 86_400 }));
 * const newTerms = amendTerms({ terms: oldTerms, deal, changes: { milestones, openBy: now + 600 }, now });
 * const { successor, moved } = await amend(stack.walletClient, {
 *   address,
 *   oldTerms,
 *   newTerms,
 *   buyerSignature: await signTerms({ domain, terms: newTerms, account: buyer }),
 *   sellerSignature: await signTerms({ domain, terms: newTerms, account: seller }),
 * });
 * console.log(successor, moved);
 * await stack.stop();
 */
export const amend = /* @__PURE__ */ defineAction<AmendParameters, DealAmendment>({
  name: "amend",
  fields: "oldTerms newTerms buyerSignature sellerSignature",
  call: ({ address, oldTerms, newTerms, buyerSignature, sellerSignature }) =>
    contractCall(amendFunction, [
      replacedTerms(checkTerms(oldTerms), newTerms),
      encodeTerms(checkTerms(newTerms, { contract: address })),
      signatureOrCaller("buyerSignature", buyerSignature, "amend"),
      signatureOrCaller("sellerSignature", sellerSignature, "amend"),
    ]),
  pays: ({ newTerms }) =>
    newTerms.fundedFromLedger ? undefined : { payer: newTerms.buyer, amount: dueOf(newTerms) },
  earlier: /* @__PURE__ */ doneBefore(({ oldTerms, newTerms }, domain) => ({
    event: dealAmendedEvent,
    by: { dealId: dealIdOf({ domain, terms: oldTerms }), successor: dealIdOf({ domain, terms: newTerms }) },
  })),
  extract: amendedIn,
});

/** Brief where the contract reads nothing of the old conditions: neither a marketplace nor the window of a delivery. */
function replacedTerms(terms: Terms, { amends }: Terms): Hex {
  const isBrief = terms.marketplaceFee === 0 && amends?.delivered.length === 0;
  return isBrief ? encodeBriefTerms(terms) : encodeTerms(terms);
}
