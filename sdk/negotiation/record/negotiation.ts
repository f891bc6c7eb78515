import { type Hex, zeroHash } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { OfferLinkError } from "../../errors/agents.ts";
import { NotAgreedError } from "../../errors/negotiation.ts";
import { requireOptions } from "../../json/options.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import type { Terms } from "../../protocol/terms.ts";
import {
  hashNegotiationMessage,
  type NegotiationMessage,
  parseNegotiationMessage,
} from "../messages/message.ts";
import { hashOffer, type SignedOffer } from "../offers/offer.ts";
import { readOwnOffer } from "../offers/own-offer.ts";
import { messagesIn } from "./enter.ts";
import { openInbox, type Receipt } from "./inbox.ts";
import { type NegotiationState, stateOf } from "./state.ts";
import { emptyTree, type NegotiationTree } from "./tree.ts";
import { verifierOf } from "./verify.ts";

/** What opens the deal that was agreed. */
export interface AgreedDeal {
  readonly terms: Terms;
  readonly buyerSignature: Hex;
  readonly sellerSignature: Hex;
}

/** A negotiation as one side keeps it. */
export interface Negotiation {
  /** Hash of the first offer. */
  readonly id: Hex;
  readonly first: SignedOffer;
  /**
   * Takes a message of either side: an object, or its JSON text. The order does not matter, and to take one twice changes nothing.
   *
   * @throws InvalidFieldError for a malformed message or for terms that the contract would refuse; SignatureMismatchError;
   * OfferDomainMismatchError; OfferPartyError; OfferLinkError for a message of another negotiation; DrawMismatchError;
   * NegotiationFullError. The negotiation is as it was then.
   */
  readonly take: (message: unknown) => Promise<Receipt>;
  /** Where it is at a moment in unix seconds; by this machine's clock when left out. */
  readonly state: (now?: number) => NegotiationState;
  /** An offer by its hash. */
  readonly offer: (hash: Hex) => SignedOffer | undefined;
  /** The names of all messages that it has, ascending: what another side is told, so that it can send the others. */
  readonly have: () => readonly Hex[];
  /** The messages that another side lacks, each after what it is about. */
  readonly missing: (have: readonly Hex[]) => readonly NegotiationMessage[];
  /**
   * What `openDeal` takes, of the agreed deal.
   *
   * @throws NotAgreedError while a signature is missing.
   */
  readonly agreed: () => AgreedDeal;
}

/**
 * Keeps a negotiation between two sides: takes what either of them says, in any order, and says where it is. Both sides compute the same
 * from the same messages, so that neither has to believe the other; `missing` makes up for what got lost on the way.
 *
 * @param input.domain The caller's own deployment (`getDomain`).
 * @param input.first The first offer, of either side, as it came.
 * @param input.token The token's domain (`readTokenDomain`); needed for the acceptance of a buyer that pays from its wallet.
 * @param input.client Asks contract wallets (ERC-1271) and the contract about keys of managed accounts; without it only ECDSA counts.
 * @throws What `take` throws, for the first offer; OfferLinkError when it answers another one.
 * @example
 * import { acceptOffer, counterOffer, readTokenDomain, signOffer } from "quittance";
 * import { openNegotiation } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller, publicClient } = stack;
 * const now = await stack.now();
 * const validUntil = now + 600;
 * const token = await readTokenDomain(publicClient, { token: stack.token });
 * const first = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account: buyer });
 *
 * const negotiation = await openNegotiation({ domain, token, first });
 * console.log(negotiation.state(now).turn); // seller
 * const changes = { silencePayout: 10_000 };
 * const offer = await counterOffer({ domain, offer: first, changes, validUntil, account: seller, now });
 * await negotiation.take({ kind: "offer", offer });
 * for (const account of [buyer, seller]) {
 *   const acceptance = await acceptOffer({ domain, offer, token, account });
 *   await negotiation.take({ kind: "acceptance", acceptance });
 *   console.log(negotiation.state(now).phase); // accepted, then agreed
 * }
 * console.log(negotiation.agreed().terms.silencePayout); // 10000
 * await stack.stop();
 */
export async function openNegotiation(input: {
  readonly domain: QuittanceDomain;
  readonly first: SignedOffer;
  readonly token?: TokenDomain;
  readonly client?: ReadingClient;
}): Promise<Negotiation> {
  requireOptions(input, "domain first token client");
  const first = readOwnOffer(input.domain, input.first);
  if (first.answers !== zeroHash) throw new OfferLinkError(first.answers, zeroHash);
  const id = hashOffer(first);
  const tree = emptyTree(id, first);
  const inbox = openInbox(tree, verifierOf(input, tree));
  const take: Negotiation["take"] = async (given) => {
    const message = parseNegotiationMessage(given);
    return inbox(message, hashNegotiationMessage(message));
  };
  await take({ kind: "offer", offer: first });
  return {
    ...{ id, first, take },
    state: (now) => stateOf(tree, momentOrClock("now", now)),
    offer: (hash) => tree.nodes.get(hash)?.offer,
    have: () =>
      messagesIn(tree)
        .map(([name]) => name)
        .sort(),
    missing: (have) => {
      const known = new Set(have);
      return messagesIn(tree).flatMap(([name, message]) => (known.has(name) ? [] : [message]));
    },
    agreed: () => agreedIn(tree),
  };
}

function agreedIn(tree: NegotiationTree): AgreedDeal {
  const [hash] = stateOf(tree, 0).agreed;
  const deal = hash === undefined ? undefined : tree.nodes.get(hash);
  const { buyer: payment, seller: work } = deal?.accepted ?? {};
  if (deal === undefined || payment === undefined || work === undefined) throw new NotAgreedError(tree.id);
  const { signature: buyerSignature } = payment;
  return { terms: deal.offer.terms, buyerSignature, sellerSignature: work.signature };
}
