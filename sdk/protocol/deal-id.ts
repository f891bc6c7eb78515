import { type Hex, hashStruct, hashTypedData, zeroHash } from "viem";
import { bitmapOf } from "./bitmap.ts";
import { type QuittanceDomain, requireDomain } from "./domain.ts";
import type { Terms } from "./terms.ts";
import { typedDataTypes } from "./typed-data.ts";

/** Terms as the typed data has them: every field by its name, the adjudication and its conditions nested. */
export function termsMessage(terms: Terms) {
  const { buyer, fundedFromLedger, buyerToLedger, sellerToLedger, verificationFee, milestones } = terms;
  return {
    ...{ buyer, fundedFromLedger, buyerToLedger, sellerToLedger, verificationFee },
    amounts: milestones.map(({ amount }) => amount),
    deadlines: milestones.map(({ deadline }) => deadline),
    adjudication: adjudicationMessage(terms),
  };
}

function adjudicationMessage(terms: Terms) {
  const { seller, panel, passingScore, payoutStep, contestWindow, marketplaceFee } = terms;
  return {
    ...{ seller, panel, passingScore, payoutStep, contestWindow, marketplaceFee },
    conditions: conditionsMessage(terms),
  };
}

function conditionsMessage(terms: Terms) {
  const { verdictWindow, silencePayout, marketplace, panelAccount, pact, salt, openBy } = terms;
  const { category = 0, reference = zeroHash, disputes, amends } = terms;
  return {
    ...{ verdictWindow, silencePayout, marketplace, panelAccount, pact, salt, openBy, category, reference },
    disputes: disputes === undefined ? [] : [disputes],
    amends: amends === undefined ? [] : [{ ...amends, delivered: bitmapOf(amends.delivered) }],
  };
}

/** EIP-712 struct hash of the conditions, which stands for them in brief terms. */
export function hashConditions(terms: Terms): Hex {
  return hashStruct({ types: typedDataTypes, primaryType: "Conditions", data: conditionsMessage(terms) });
}

/**
 * The deal id of terms: their full EIP-712 digest for one chain and contract.
 *
 * @example
 * import { dealIdOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(dealIdOf({ domain: stack.domain, terms }));
 * await stack.stop();
 */
export function dealIdOf(input: { readonly domain: QuittanceDomain; readonly terms: Terms }): Hex {
  return hashTypedData({
    domain: requireDomain("domain", input.domain),
    types: typedDataTypes,
    primaryType: "Terms",
    message: termsMessage(input.terms),
  });
}

/**
 * EIP-712 struct hash of the adjudication, which `reclaim` passes instead of the adjudication itself.
 *
 * @example
 * import { hashAdjudication } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(hashAdjudication(await exampleTerms(stack)));
 * await stack.stop();
 */
export function hashAdjudication(terms: Terms): Hex {
  return hashStruct({ types: typedDataTypes, primaryType: "Adjudication", data: adjudicationMessage(terms) });
}
