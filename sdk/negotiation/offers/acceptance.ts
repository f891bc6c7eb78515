import type { Hex } from "viem";
import * as z from "zod/mini";
import { type Actor, isAgentAccount } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { signPayment, verifyPayment } from "../../deals/sign-payment.ts";
import { signTerms, verifyTerms } from "../../deals/terms/sign-terms.ts";
import { OfferLinkError, SignatureMismatchError } from "../../errors/agents.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { bytes32, record, type Schema, signature as signatureField } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { checkSeats } from "../../lifecycle/check-seats.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { requireDrawn } from "./draw.ts";
import { hashOffer, requireParty, type SignedOffer } from "./offer.ts";
import { readOwnOffer } from "./own-offer.ts";

/** One party's yes to an offer, with the signature that opening takes from it. */
export interface OfferAcceptance {
  /** Hash of the offer accepted. */
  readonly answers: Hex;
  readonly dealId: Hex;
  readonly party: "buyer" | "seller";
  /** For `openDeal`: as `buyerSignature` or `sellerSignature`. */
  readonly signature: Hex;
}

/**
 * Accepts an offer: signs what opening the deal takes from this party. The seller signs the terms; the buyer signs the
 * payment, or the terms when they are funded from the ledger (as those of a managed account must be). Check
 * the offer first. The party that made the offer signs its part the same way, once the other said yes.
 *
 * @param input.domain The caller's own deployment (`getDomain`): the signature is for this one, also when the offer names another.
 * @param input.token The token's domain (`readTokenDomain`); needed by a buyer that pays from its wallet.
 * @param input.client When given, a contest window is refused for which the pool has too few jurors, unless `fewSeats` is true.
 * @throws PanelUndrawnError when the offer carries a commitment to a draw: the panel of its terms is to be replaced;
 * OfferDomainMismatchError when the offer is for another deployment; OfferPartyError when the account is no party of
 * it; TooFewSeatsError; InvalidFieldError for a malformed offer, or for terms that the contract would refuse. Nothing is signed then.
 * @example
 * import { acceptOffer, checkOffer, openDeal, readTokenDomain, signOffer } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller } = stack;
 * const now = await stack.now();
 * const terms = await exampleTerms(stack);
 * const offer = await signOffer({ domain, terms, validUntil: now + 600, account: buyer });
 *
 * await checkOffer(offer, { domain, now }); // the seller
 * const yes = await acceptOffer({ domain, offer, account: seller });
 *
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token }); // the buyer
 * const payment = await acceptOffer({ domain, offer, token, account: buyer });
 * const deal = await openDeal(stack.walletClient, {
 *   address,
 *   terms,
 *   buyerSignature: payment.signature,
 *   sellerSignature: yes.signature,
 * });
 * console.log(deal.dealId === yes.dealId); // true
 * await stack.stop();
 */
export async function acceptOffer(input: {
  readonly domain: QuittanceDomain;
  readonly offer: SignedOffer;
  readonly account: Actor;
  readonly token?: TokenDomain;
  readonly client?: ReadingClient;
  readonly fewSeats?: boolean;
}): Promise<OfferAcceptance> {
  requireOptions(input, "domain offer account token client fewSeats");
  const { domain, account, token, client, fewSeats } = input;
  const offer = readOwnOffer(domain, input.offer);
  requireDrawn(offer);
  const { terms } = offer;
  requireParty(terms, signerAddress(account));
  if (client !== undefined) await checkSeats(client, { terms, fewSeats });
  const party = isSameAddress(signerAddress(account), terms.buyer) ? "buyer" : "seller";
  const signature =
    party === "buyer" && !terms.fundedFromLedger && !isAgentAccount(account)
      ? await signPayment({ domain, token: requireToken(token), terms, account })
      : await signTerms({ domain, terms, account });
  return { answers: hashOffer(offer), dealId: dealIdOf({ domain, terms }), party, signature };
}

/**
 * Makes sure that an acceptance is of this offer and holds the signature that opening takes from that party.
 *
 * @param input.domain The caller's own deployment, on which the deal is to be opened.
 * @param input.token The token's domain; needed for the acceptance of a buyer that pays from its wallet.
 * @throws OfferDomainMismatchError when the offer is for another deployment; OfferLinkError when the acceptance answers
 * another offer; SignatureMismatchError when the party did not sign.
 * @example
 * import { acceptOffer, checkOfferAcceptance, parseOfferAcceptance, signOffer, toJson } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const terms = await exampleTerms(stack);
 * const offer = await signOffer({ domain, terms, validUntil: (await stack.now()) + 600, account: buyer });
 * const received = parseOfferAcceptance(toJson(await acceptOffer({ domain, offer, account: seller })));
 * await checkOfferAcceptance({ domain, offer, acceptance: received });
 * console.log(received.party); // seller
 * await stack.stop();
 */
export async function checkOfferAcceptance(input: {
  readonly domain: QuittanceDomain;
  readonly offer: SignedOffer;
  readonly acceptance: OfferAcceptance;
  readonly token?: TokenDomain;
  readonly client?: ReadingClient;
}): Promise<void> {
  requireOptions(input, "domain offer acceptance token client");
  const { domain, token, client } = input;
  requireOptions(input.acceptance, "answers dealId party signature", "input.acceptance");
  const offer = readOwnOffer(domain, input.offer);
  const acceptance = parseWith("input.acceptance", acceptanceSchema(), input.acceptance);
  const { terms } = offer;
  const expected = hashOffer(offer);
  if (acceptance.answers !== expected) throw new OfferLinkError(acceptance.answers, expected);
  const signer = terms[acceptance.party];
  const signed = {
    domain,
    terms,
    signature: acceptance.signature,
    ...(client === undefined ? {} : { client }),
  };
  const isPayment = acceptance.party === "buyer" && !terms.fundedFromLedger;
  const isGood = isPayment
    ? await verifyPayment({ ...signed, token: requireToken(token) })
    : await verifyTerms({ ...signed, signer });
  if (!isGood || acceptance.dealId !== dealIdOf({ domain, terms })) {
    throw new SignatureMismatchError("acceptance of the offer", signer);
  }
}

export const acceptanceSchema = /* @__PURE__ */ lazily(
  (): Schema<OfferAcceptance> =>
    record({
      answers: bytes32(),
      dealId: bytes32(),
      party: z.literal(["buyer", "seller"], { error: 'must be "buyer" or "seller"' }),
      signature: signatureField(),
    }),
);

/**
 * An acceptance from another agent: an object, or its JSON text. Whether it is good is `checkOfferAcceptance`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseOfferAcceptance } from "quittance";
 *
 * const text = `{"answers":"0x${"11".repeat(32)}","dealId":"0x${"22".repeat(32)}","party":"seller","signature":"0x33"}`;
 * console.log(parseOfferAcceptance(text).party); // seller
 */
export function parseOfferAcceptance(input: unknown): OfferAcceptance {
  return parseWith("acceptance", acceptanceSchema(), input);
}

function requireToken(token: TokenDomain | undefined): TokenDomain {
  if (token !== undefined) return token;
  throw new InvalidFieldError({
    field: "token",
    value: token,
    problem: "must be the token's domain for a buyer that pays from its wallet",
    remedy: "Read it with readTokenDomain.",
    docsPage: "open-deal",
  });
}
