import { OfferDomainMismatchError } from "../../errors/agents.ts";
import { isSameDeployment, type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { domainOf, parseOffer, type SignedOffer } from "./offer.ts";

/**
 * Reads an offer, and refuses one that is for another deployment than the caller's own. A stranger wrote the offer: anyone who
 * signs under the chain and the contract that it names pays to an address of the stranger's choice.
 *
 * @returns A copy, which does not change while it is signed.
 * @throws InvalidFieldError for a malformed offer or domain; OfferDomainMismatchError.
 */
export function readOwnOffer(domain: QuittanceDomain, offer: SignedOffer): SignedOffer {
  const own = requireDomain("domain", domain);
  const read = parseOffer(offer);
  const offered = domainOf(read);
  if (isSameDeployment(offered, own)) return read;
  throw new OfferDomainMismatchError({ offered, own });
}
