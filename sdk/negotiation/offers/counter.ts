import type { Address } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { signerAddress } from "../../client/signer.ts";
import { buildTerms, type TermsDraft } from "../../deals/terms/build.ts";
import { OfferPartyError } from "../../errors/agents.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import { requireOwnDraw } from "./draw.ts";
import { hashOffer, requireParty, type SignedOffer, signOffer } from "./offer.ts";
import { readOwnOffer } from "./own-offer.ts";

/**
 * Answers an offer with another one: its terms with changes, linked to it by hash. Where the offer carries a commitment to a draw, make
 * the answer to it with `answerDraw` for the hash of this one, and send it as its `draw`.
 *
 * @param input.domain The caller's own deployment (`getDomain`): the signature is for this one, also when the offer names another.
 * @param input.changes Fields to have otherwise; who buys and who sells stays.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @throws DrawMismatchError when the offer carries a commitment to a draw that was made for another one;
 * OfferDomainMismatchError when the offer is for another deployment; InvalidFieldError for terms the contract would
 * refuse; OfferPartyError when the signer made the offer itself. Nothing is signed then.
 * @example
 * import { checkOffer, counterOffer, signOffer } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const now = await stack.now();
 * const terms = await exampleTerms(stack);
 * const offer = await signOffer({ domain, terms, validUntil: now + 600, account: buyer });
 * const answer = await counterOffer({
 *   domain,
 *   offer,
 *   changes: { silencePayout: 10_000 },
 *   validUntil: now + 600,
 *   account: seller,
 *   now,
 * });
 * await checkOffer(answer, { domain, answered: offer, now });
 * console.log(answer.terms.silencePayout);
 * await stack.stop();
 */
export async function counterOffer(input: {
  readonly domain: QuittanceDomain;
  readonly offer: SignedOffer;
  readonly changes: Partial<Omit<TermsDraft, "buyer" | "seller">>;
  readonly validUntil: number;
  readonly account: Actor;
  readonly now?: number;
}): Promise<SignedOffer> {
  requireOptions(input, "domain offer changes validUntil account now");
  const { domain, changes, validUntil, account, now } = input;
  requireObject("changes", changes);
  const offer = readOwnOffer(domain, input.offer);
  requireOwnDraw(offer);
  requireOtherParty(offer, signerAddress(account));
  const { buyer, seller } = offer.terms;
  const terms = buildTerms(
    { ...offer.terms, ...changes, buyer, seller },
    { contract: domain.verifyingContract, ...(now === undefined ? {} : { now }) },
  );
  return signOffer({ domain, terms, answers: hashOffer(offer), validUntil, account });
}

function requireOtherParty(offer: SignedOffer, answering: Address): void {
  const terms: Terms = offer.terms;
  requireParty(terms, answering);
  if (isSameAddress(offer.from, answering)) throw new OfferPartyError(answering, "answers its own offer");
}
