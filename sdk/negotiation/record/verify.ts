import type { Address } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { checkTerms } from "../../deals/terms/check.ts";
import { OfferPartyError, SignatureMismatchError } from "../../errors/agents.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { endKind } from "../messages/end.ts";
import type { NegotiationMessage } from "../messages/message.ts";
import { withdrawalKind } from "../messages/withdrawal.ts";
import { checkOfferAcceptance } from "../offers/acceptance.ts";
import { requireDraw } from "../offers/draw.ts";
import { requireOfferSignature, type SignedOffer } from "../offers/offer.ts";
import { readOwnOffer } from "../offers/own-offer.ts";
import { type OfferNode, type Side, sideOf } from "./tree.ts";

/** What messages are verified with. */
export interface VerifierSetup {
  /** The caller's own deployment. */
  readonly domain: QuittanceDomain;
  readonly token?: TokenDomain | undefined;
  readonly client?: ReadingClient | undefined;
}

/** Verifies messages of one negotiation. Both throw what is wrong with them. */
export interface Verifier {
  /**
   * What a message says by itself: terms that the contract would take at some time, and a signature of the party that it names. Whether
   * an offer is late is not asked: the sides would answer otherwise at other times.
   */
  readonly alone: (message: NegotiationMessage) => Promise<void>;
  /** What only shows beside the offer that a message is about: an acceptance of its terms, or that a draw goes on. */
  readonly beside: (about: OfferNode | undefined, message: NegotiationMessage) => Promise<void>;
}

/** By signatures, and by the contract where a client can ask it. */
export function verifierOf({ domain, token, client }: VerifierSetup, parties: Parties): Verifier {
  const asking = { domain, ...(client === undefined ? {} : { client }) };
  return {
    alone: async (message) => {
      if (message.kind === "offer") await verifyOffer(asking, parties, message.offer);
      if (message.kind === "withdrawal") {
        const { from, ...said } = message.withdrawal;
        sideOf(parties, from);
        if (!(await withdrawalKind.verify({ ...asking, ...said, from, signer: from })))
          throw new SignatureMismatchError("withdrawal of the offer", from);
      }
      if (message.kind === "end") {
        const { from, ...said } = message.end;
        sideOf(parties, from);
        if (!(await endKind.verify({ ...asking, ...said, from, signer: from })))
          throw new SignatureMismatchError("end of the negotiation", from);
      }
    },
    beside: async (about, message) => {
      if (message.kind === "offer") await requireDraw(message.offer, about?.offer, client);
      if (message.kind !== "acceptance" || about === undefined) return;
      const { acceptance } = message;
      const deal = { offer: about.offer, acceptance, ...(token === undefined ? {} : { token }) };
      await checkOfferAcceptance({ ...asking, ...deal });
    },
  };
}

type Parties = Readonly<Record<Side, Address>>;

async function verifyOffer(
  { domain, client }: VerifierSetup,
  { buyer, seller }: Parties,
  given: SignedOffer,
): Promise<void> {
  const offer = readOwnOffer(domain, given);
  const terms = checkTerms(offer.terms, { contract: domain.verifyingContract });
  if (!isSameAddress(terms.buyer, buyer) || !isSameAddress(terms.seller, seller))
    throw new OfferPartyError(offer.from, "offers terms between other parties than the first offer");
  sideOf(terms, offer.from);
  await requireOfferSignature(offer, client);
}
