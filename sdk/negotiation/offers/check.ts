import { type Address, zeroHash } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { checkTerms } from "../../deals/terms/check.ts";
import { OfferExpiredError, OfferLinkError, OfferPartyError } from "../../errors/agents.ts";
import { requireOptions } from "../../json/options.ts";
import { checkSeats } from "../../lifecycle/check-seats.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { requireDraw } from "./draw.ts";
import { hashOffer, requireOfferSignature, requireParty, type SignedOffer } from "./offer.ts";
import { readOwnOffer } from "./own-offer.ts";

/** What an offer is held against. */
export interface OfferSurroundings {
  /** The caller's own deployment (`getDomain`): an offer for another one is refused. */
  readonly domain: QuittanceDomain;
  /** The offer it should answer, with the commitment that it carries; when left out, it must be a first offer. */
  readonly answered?: SignedOffer;
  /** The token, which can be no party. */
  readonly token?: Address;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: number;
  /**
   * Asks a contract wallet about its signature (ERC-1271), or the contract about an account's key; and the pool of terms with a contest
   * window, how many jurors could be drawn.
   */
  readonly client?: ReadingClient;
  /** True to take a contest window for which the pool has too few jurors (`checkSeats`). */
  readonly fewSeats?: boolean;
}

/**
 * Makes sure that an offer is signed by a party of its terms, answers the right offer, is still good, and that its terms
 * could be opened. A commitment to a draw that it carries must be signed by the same side, for this offer and its parties, pact and
 * deployment; where the answered offer carries a first commitment, this one must carry the answer to it. Whether snapshot, directory and
 * block are good is `checkDrawCommitment`'s business.
 *
 * @throws DrawMismatchError naming what a commitment has otherwise; OfferDomainMismatchError, SignatureMismatchError, OfferLinkError, OfferPartyError, OfferExpiredError,
 * InvalidFieldError; with a client, TooFewSeatsError
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
  requireOptions(surroundings, "domain answered token now client fewSeats", "surroundings");
  const { domain, answered, token, client, fewSeats } = surroundings;
  const now = momentOrClock("surroundings.now", surroundings.now);
  const offer = readOwnOffer(domain, given);
  checkTerms(offer.terms, { contract: offer.contract, now, ...(token === undefined ? {} : { token }) });
  requireParty(offer.terms, offer.from);
  requireLink(offer, answered);
  await requireDraw(offer, answered, client);
  if (now >= offer.validUntil) throw new OfferExpiredError(offer.validUntil, now);
  await requireOfferSignature(offer, client);
  if (client !== undefined) await checkSeats(client, { terms: offer.terms, fewSeats });
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
