import { type Address, zeroHash } from "viem";
import type { ReadingClient } from "../client/signer.ts";
import { checkTerms } from "../deals/terms/check.ts";
import {
  OfferExpiredError,
  OfferLinkError,
  OfferPartyError,
  SignatureMismatchError,
} from "../errors/agents.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { hashOffer, offerKind, offerMessage, requireParty, type SignedOffer } from "./offer.ts";
import { readOwnOffer } from "./own-offer.ts";

/** What an offer is held against. */
export interface OfferSurroundings {
  /** The caller's own deployment (`getDomain`): an offer for another one is refused. */
  readonly domain: QuittanceDomain;
  /** The offer it should answer; when left out, it must be a first offer. */
  readonly answered?: SignedOffer;
  /** The token, which can be no party. */
  readonly token?: Address;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: number;
  /** Asks a contract wallet about its signature (ERC-1271), or the contract about an account's key. */
  readonly client?: ReadingClient;
}

/**
 * Makes sure that an offer is signed by a party of its terms, answers the right offer, is still good, and that its terms
 * could be opened.
 *
 * @throws OfferDomainMismatchError, SignatureMismatchError, OfferLinkError, OfferPartyError, OfferExpiredError,
 * InvalidFieldError
 * @example
 * import { checkOffer, parseOffer, signOffer, toJson } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const now = await stack.now();
 * const sent = toJson(await signOffer({ domain, terms: await exampleTerms(stack), validUntil: now + 600, account }));
 * const received = parseOffer(sent);
 * await checkOffer(received, { domain, token: stack.token, now });
 * console.log(received.from);
 * await stack.stop();
 */
export async function checkOffer(given: SignedOffer, surroundings: OfferSurroundings): Promise<void> {
  requireOptions(surroundings, "domain answered token now client", "surroundings");
  const { domain, answered, token, client } = surroundings;
  const now = momentOrClock("surroundings.now", surroundings.now);
  const offer = readOwnOffer(domain, given);
  checkTerms(offer.terms, { contract: offer.contract, now, ...(token === undefined ? {} : { token }) });
  requireParty(offer.terms, offer.from);
  requireLink(offer, answered);
  if (now >= offer.validUntil) throw new OfferExpiredError(offer.validUntil, now);
  const signed = await offerKind.verify({
    ...offerMessage(offer),
    signer: offer.from,
    signature: offer.signature,
    ...(client === undefined ? {} : { client }),
  });
  if (!signed) throw new SignatureMismatchError("offer", offer.from);
}

function requireLink(offer: SignedOffer, answered: SignedOffer | undefined): void {
  const expected = answered === undefined ? zeroHash : hashOffer(answered);
  if (offer.answers.toLowerCase() !== expected) throw new OfferLinkError(offer.answers, expected);
  if (answered === undefined) return;
  if (isSameAddress(answered.from, offer.from)) {
    throw new OfferPartyError(offer.from, "answers its own offer");
  }
  const { buyer, seller } = answered.terms;
  if (!isSameAddress(buyer, offer.terms.buyer) || !isSameAddress(seller, offer.terms.seller)) {
    throw new OfferPartyError(offer.from, "offers terms between other parties than the offer it answers");
  }
}
