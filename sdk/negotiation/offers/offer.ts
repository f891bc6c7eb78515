import { type Address, type Hex, zeroHash } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../../accounts/agent.ts";
import { authorizationKind, signingAuthorization } from "../../accounts/authorization-kind.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { checkTerms } from "../../deals/terms/check.ts";
import { termsSchema } from "../../deals/terms/schema.ts";
import { OfferPartyError, SignatureMismatchError } from "../../errors/agents.ts";
import { lazily } from "../../errors/lazily.ts";
import { address, bytes32, record, type Schema, signature, time, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { commitmentSchema, type SignedDrawCommitment } from "../../jury/commitment.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { type QuittanceDomain, quittanceDomain, requireDomain } from "../../protocol/domain.ts";
import type { OfferMessage } from "../../protocol/messages.ts";
import type { Terms } from "../../protocol/terms.ts";

/** A proposal of terms, linked by hash to the offer it answers. It has no effect on-chain: opening a deal takes both signatures. */
export interface Offer {
  readonly chainId: number;
  /** The Quittance contract the deal would be on. */
  readonly contract: Address;
  readonly terms: Terms;
  /** Hash of the offer this one answers; zero for the first. */
  readonly answers: Hex;
  /** Buyer or seller of the terms. */
  readonly from: Address;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** An offer as it travels between agents. */
export interface SignedOffer extends Offer {
  readonly signature: Hex;
  /**
   * The side's commitment to a joint draw of the panel (`commitToDraw`, `answerDraw` of `quittance/jury`). It names the offer's hash, and
   * has a signature of its own.
   */
  readonly draw?: SignedDrawCommitment | undefined;
}

/** The fields of a signed offer; an offer has all but the signature and the commitment. */
const OFFER = "chainId contract terms answers from validUntil signature draw";

/** A managed account offers by any of its keys. */
export const offerKind = /* @__PURE__ */ authorizationKind("Offer", /* @__PURE__ */ signingAuthorization());

export const offerSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedOffer> =>
    record({
      chainId: uint(48, { minimum: 1 }),
      contract: address(),
      terms: termsSchema(),
      answers: bytes32(),
      from: address(),
      validUntil: time(),
      signature: signature(),
      draw: z.optional(commitmentSchema()),
    }) as unknown as Schema<SignedOffer>,
);

/** What an offer's signature covers. */
export function offerMessage(offer: Offer): OfferMessage & { readonly domain: QuittanceDomain } {
  const domain = domainOf(offer);
  const { answers, from, validUntil } = offer;
  return { domain, deal: dealIdOf({ domain, terms: offer.terms }), answers, from, validUntil };
}

/** The domain of the contract an offer is for. */
export function domainOf({ chainId, contract }: Pick<Offer, "chainId" | "contract">): QuittanceDomain {
  return quittanceDomain({ chainId, address: contract });
}

/**
 * An offer, checked before anybody signs it.
 *
 * @param draft `answers` is zero when left out: a first offer.
 * @throws InvalidFieldError for terms the contract would refuse; OfferPartyError when `from` is no party of them.
 * @example
 * import { buildOffer } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const validUntil = (await stack.now()) + 600;
 * const offer = buildOffer({ domain: stack.domain, terms, from: stack.buyer.address, validUntil });
 * console.log(offer.answers); // zero: the first
 * await stack.stop();
 */
export function buildOffer(draft: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly answers?: Hex;
  readonly from: Address;
  readonly validUntil: number;
}): Offer {
  requireOptions(draft, "domain terms answers from validUntil");
  const { chainId, verifyingContract: contract } = requireDomain("domain", draft.domain);
  const terms = checkTerms(draft.terms, { contract });
  requireAddress("from", draft.from);
  requireParty(terms, draft.from);
  const { answers = zeroHash, from, validUntil } = draft;
  return { chainId, contract, terms, answers, from, validUntil };
}

/**
 * The hash of an offer, by which another one answers it, and which a commitment to a draw names. A commitment that the offer carries is
 * not part of it.
 *
 * @example
 * import { buildOffer, hashOffer } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const validUntil = (await stack.now()) + 600;
 * console.log(hashOffer(buildOffer({ domain: stack.domain, terms, from: terms.buyer, validUntil })));
 * await stack.stop();
 */
export function hashOffer(offer: Offer): Hex {
  requireOptions(offer, OFFER, "offer");
  return offerKind.hash(offerMessage(offer));
}

/**
 * Builds and signs an offer.
 *
 * @throws as `buildOffer` does, before the account is asked.
 * @example
 * import { signOffer } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const { domain, buyer, now, stop, ...stack } = await startStack();
 * const terms = await exampleTerms({ domain, buyer, now, stop, ...stack });
 * const offer = await signOffer({ domain, terms, validUntil: (await now()) + 600, account: buyer });
 * console.log(offer.signature);
 * await stop();
 */
export async function signOffer(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly answers?: Hex;
  readonly validUntil: number;
  readonly account: Actor;
}): Promise<SignedOffer> {
  requireOptions(input, "domain terms answers validUntil account");
  const { account, ...draft } = input;
  const offer = buildOffer({ ...draft, from: signerAddress(account) });
  return { ...offer, signature: await offerKind.sign({ ...offerMessage(offer), account }) };
}

/**
 * A signed offer from another agent: an object, or its JSON text. Whether it is good is `checkOffer`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseOffer, signOffer, toJson } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const terms = await exampleTerms(stack);
 * const offer = await signOffer({ domain, terms, validUntil: (await stack.now()) + 600, account });
 * console.log(parseOffer(toJson(offer)).from);
 * await stack.stop();
 */
export function parseOffer(input: unknown): SignedOffer {
  return parseWith("offer", offerSchema(), input);
}

/** Refuses an offer that the party which it names did not sign. */
export async function requireOfferSignature(
  offer: SignedOffer,
  client: ReadingClient | undefined,
): Promise<void> {
  const { from: signer, signature } = offer;
  const asked = { signer, signature, ...(client === undefined ? {} : { client }) };
  if (await offerKind.verify({ ...offerMessage(offer), ...asked })) return;
  throw new SignatureMismatchError("offer", signer);
}

/** Refuses an address that is neither buyer nor seller. */
export function requireParty({ buyer, seller }: Terms, party: Address): void {
  if ([buyer, seller].some((other) => isSameAddress(other, party))) return;
  throw new OfferPartyError(party, "is neither buyer nor seller of the terms offered");
}
