import { type Hex, hashStruct, hashTypedData } from "viem";
import { type QuittanceDomain, requireDomain } from "./domain.ts";
import type { Terms } from "./terms.ts";
import { encodeAdjudication, encodeConditions, encodeSchedule } from "./terms-codec.ts";
import { typedDataTypes } from "./typed-data.ts";

/** Terms as the typed data has them: the three byte strings of the packed form, the engagement nested. */
export function termsMessage(terms: Terms) {
  return { head: encodeSchedule(terms), engagement: engagementMessage(terms) };
}

function engagementMessage(terms: Terms) {
  return { judgement: encodeAdjudication(terms), covenant: encodeConditions(terms) };
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
 * EIP-712 struct hash of the engagement, which `reclaim` passes instead of the engagement itself.
 *
 * @example
 * import { hashEngagement } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(hashEngagement(await exampleTerms(stack)));
 * await stack.stop();
 */
export function hashEngagement(terms: Terms): Hex {
  return hashStruct({ types: typedDataTypes, primaryType: "Engagement", data: engagementMessage(terms) });
}
