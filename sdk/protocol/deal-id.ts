import { type Hex, hashStruct, zeroHash } from "viem";
import { lazily } from "../errors/lazily.ts";
import { requireEach, requireList, requireOptions } from "../json/options.ts";
import { requireAddress } from "./address.ts";
import { bitmapOf } from "./bitmap.ts";
import { checkMessage, namesOf } from "./check-message.ts";
import { type QuittanceDomain, requireDomain } from "./domain.ts";
import { recentDigest } from "./recent-digests.ts";
import type { Terms } from "./terms.ts";
import { typedDataTypes } from "./typed-data.ts";

const MILESTONE = [
  { name: "amount", type: "uint96" },
  { name: "deadline", type: "uint40" },
];

/** Each field of terms that is no struct and no list, whichever type of the typed data has it. */
const plainFields = /* @__PURE__ */ lazily(() =>
  [typedDataTypes.Terms, typedDataTypes.Adjudication, typedDataTypes.Conditions]
    .flatMap((fields): { name: string; type: string }[] => [...fields])
    .filter(({ type }) => !/^[A-Z]|\]$/.test(type)),
);

/** Refuses what is no terms by its fields: one that is not known would be passed over in silence. */
export function requireTermsFields(terms: Terms): void {
  requireOptions(terms, `milestones panel disputes amends ${namesOf(plainFields())}`, "terms");
  const { milestones, disputes, amends } = terms;
  requireEach("terms.milestones", milestones, namesOf(MILESTONE));
  if (disputes !== undefined)
    requireOptions(disputes, namesOf(typedDataTypes.DisputeRules), "terms.disputes");
  if (amends !== undefined) requireOptions(amends, namesOf(typedDataTypes.Amendment), "terms.amends");
}

/** Refuses terms that the typed data cannot hold; whether they make sense is `checkTerms`' business. */
function requireEncodable(terms: Terms): Terms {
  requireTermsFields(terms);
  const { milestones, panel, disputes, amends, category = 0, reference = zeroHash } = terms;
  checkMessage("terms", plainFields(), { ...terms, category, reference });
  milestones.forEach((milestone, index) => {
    checkMessage(`terms.milestones[${index}]`, MILESTONE, milestone);
  });
  requireList("terms.panel", panel);
  panel.forEach((juror, position) => {
    requireAddress(`terms.panel[${position}]`, juror);
  });
  if (disputes !== undefined) checkMessage("terms.disputes", typedDataTypes.DisputeRules, disputes);
  if (amends !== undefined) {
    const delivered = bitmapOf(amends.delivered);
    checkMessage("terms.amends", typedDataTypes.Amendment, { ...amends, delivered });
  }
  return terms;
}

/**
 * Terms as the typed data has them: every field by its name, the adjudication and its conditions nested.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 */
export function termsMessage(unchecked: Terms) {
  const terms = requireEncodable(unchecked);
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
  return hashStruct({
    types: typedDataTypes,
    primaryType: "Conditions",
    data: conditionsMessage(requireEncodable(terms)),
  });
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
  requireOptions(input, "domain terms");
  return recentDigest(requireDomain("domain", input.domain), "Terms", termsMessage(input.terms));
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
  return hashStruct({
    types: typedDataTypes,
    primaryType: "Adjudication",
    data: adjudicationMessage(requireEncodable(terms)),
  });
}
