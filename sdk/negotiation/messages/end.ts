import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../../accounts/agent.ts";
import { authorizationKind, signingAuthorization } from "../../accounts/authorization-kind.ts";
import { signerAddress } from "../../client/signer.ts";
import { address, bytes32, record, type Schema, signature, text } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { hashOffer, requireParty, type SignedOffer } from "../offers/offer.ts";
import { readOwnOffer } from "../offers/own-offer.ts";

/** Why a party ends a negotiation, for programs. */
export const endReasons = [
  "price",
  "deadline",
  "scope",
  "jury",
  "capacity",
  "trust",
  "policy",
  "approval",
  "stalled",
  "misconduct",
  "other",
] as const;

export type EndReason = (typeof endReasons)[number];

/** Characters of a note. */
const LONGEST_NOTE = 1_000;

/** A party's word that there will be no deal. */
export interface SignedEnd {
  /** Hash of the first offer. */
  readonly offer: Hex;
  readonly from: Address;
  readonly reason: EndReason;
  /** For people: at most 1,000 characters, which a stranger chose. */
  readonly note: string;
  readonly signature: Hex;
}

/** A managed account ends by any of its keys. */
export const endKind = /* @__PURE__ */ authorizationKind(
  "NegotiationEnd",
  /* @__PURE__ */ signingAuthorization(),
);

const said = () => ({
  reason: z.literal([...endReasons], { error: `must be one of ${endReasons.join(", ")}` }),
  note: text(({ length }) => length <= LONGEST_NOTE, `must be text of at most ${LONGEST_NOTE} characters`),
});

export const endSchema = (): Schema<SignedEnd> =>
  record({ offer: bytes32(), from: address(), ...said(), signature: signature() });

/**
 * Ends a negotiation without a deal, with the reason. Both sides may, at any time. What both sides have accepted stands all the same.
 *
 * @param input.domain The caller's own deployment (`getDomain`).
 * @param input.first The first offer of the negotiation.
 * @param input.note For people, at most 1,000 characters; empty when left out.
 * @throws InvalidFieldError for another reason or a longer note; OfferDomainMismatchError; OfferPartyError when the account is no party.
 * Nothing is signed then.
 * @example
 * import { signOffer } from "quittance";
 * import { endNegotiation } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const validUntil = (await stack.now()) + 600;
 * const first = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account: buyer });
 * const end = await endNegotiation({ domain, first, reason: "price", account: seller });
 * console.log(end.reason); // price
 * await stack.stop();
 */
export async function endNegotiation(input: {
  readonly domain: QuittanceDomain;
  readonly first: SignedOffer;
  readonly reason: EndReason;
  readonly note?: string;
  readonly account: Actor;
}): Promise<SignedEnd> {
  requireOptions(input, "domain first reason note account");
  const { domain, account, reason, note = "" } = input;
  const why = parseWith("input", record(said()), { reason, note });
  const first = readOwnOffer(domain, input.first);
  const from = signerAddress(account);
  requireParty(first.terms, from);
  const message = { offer: hashOffer(first), from, ...why };
  return { ...message, signature: await endKind.sign({ domain, ...message, account }) };
}
