import type { Address, Hex } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { authorizationKind, signingAuthorization } from "../../accounts/authorization-kind.ts";
import { signerAddress } from "../../client/signer.ts";
import { OfferPartyError } from "../../errors/agents.ts";
import { address, bytes32, record, type Schema, signature } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { hashOffer, type SignedOffer } from "../offers/offer.ts";
import { readOwnOffer } from "../offers/own-offer.ts";

/** A party's word that its offer stands no longer. */
export interface SignedWithdrawal {
  /** Hash of the offer. */
  readonly offer: Hex;
  /** The party that made it. */
  readonly from: Address;
  readonly signature: Hex;
}

/** A managed account takes back by any of its keys. */
export const withdrawalKind = /* @__PURE__ */ authorizationKind(
  "OfferWithdrawal",
  /* @__PURE__ */ signingAuthorization(),
);

export const withdrawalSchema = (): Schema<SignedWithdrawal> =>
  record({ offer: bytes32(), from: address(), signature: signature() });

/**
 * Takes an offer of one's own back, by a signature that the other side can show. An acceptance that both sides signed stands all the
 * same: their signatures open the deal.
 *
 * @param input.domain The caller's own deployment (`getDomain`).
 * @throws OfferDomainMismatchError when the offer is for another deployment; OfferPartyError when the account did not make it. Nothing
 * is signed then.
 * @example
 * import { signOffer } from "quittance";
 * import { withdrawOffer } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const validUntil = (await stack.now()) + 600;
 * const offer = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account });
 * const withdrawal = await withdrawOffer({ domain, offer, account });
 * console.log(withdrawal.from === account.address); // true
 * await stack.stop();
 */
export async function withdrawOffer(input: {
  readonly domain: QuittanceDomain;
  readonly offer: SignedOffer;
  readonly account: Actor;
}): Promise<SignedWithdrawal> {
  requireOptions(input, "domain offer account");
  const { domain, account } = input;
  const offer = readOwnOffer(domain, input.offer);
  const from = signerAddress(account);
  if (!isSameAddress(offer.from, from)) throw new OfferPartyError(from, "did not make this offer");
  const message = { offer: hashOffer(offer), from };
  return { ...message, signature: await withdrawalKind.sign({ domain, ...message, account }) };
}
