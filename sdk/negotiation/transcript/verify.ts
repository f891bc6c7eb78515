import { type Hex, keccak256, stringToBytes } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { OfferDomainMismatchError } from "../../errors/agents.ts";
import { BaseError } from "../../errors/base.ts";
import { TranscriptWrongError } from "../../errors/negotiation.ts";
import { requireOptions } from "../../json/options.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import {
  isSameDeployment,
  type QuittanceDomain,
  quittanceDomain,
  requireDomain,
} from "../../protocol/domain.ts";
import { hashNegotiationMessage } from "../messages/message.ts";
import { type Negotiation, openNegotiation } from "../record/negotiation.ts";
import { sideOf } from "../record/tree.ts";
import { inOrder, type NegotiationTranscript, parseTranscript } from "./transcript.ts";

/** What a transcript proves. */
export interface VerifiedTranscript {
  readonly transcript: NegotiationTranscript;
  /** The record of all its messages: ask it for the state at any time. */
  readonly negotiation: Negotiation;
  /** Ids of the deals that both sides have signed; one, unless they agreed on more. */
  readonly deals: readonly Hex[];
  /** keccak256 of the names of its messages: alike for both sides when they have the same. */
  readonly said: Hex;
}

/**
 * Verifies a transcript offline: every signature, every link, that its messages are in order and each is there once, and that the times are
 * about them. The times themselves are the holder's word.
 *
 * @param input.domain The deployment it must be for.
 * @param input.token The token's domain (`readTokenDomain`); needed for the acceptance of a buyer that pays from its wallet.
 * @param input.client Asks contract wallets and the contract about managed accounts; without it only ECDSA counts.
 * @param input.deal When given, it must be agreed.
 * @throws InvalidFieldError for what is no transcript; OfferDomainMismatchError; TranscriptWrongError naming the message that is wrong, or
 * that it does not lead to the deal.
 * @example
 * import { openNegotiator, verifyTranscript } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const buyer = await openNegotiator({ domain, account, strategy: () => ({ kind: "wait" }) });
 * const { negotiation } = await buyer.begin({ terms: await exampleTerms(stack), validFor: 600 });
 * const { deals } = await verifyTranscript({ domain, transcript: await buyer.transcript(negotiation) });
 * console.log(deals.length); // 0: the seller has not answered
 * await stack.stop();
 */
export async function verifyTranscript(input: {
  readonly domain: QuittanceDomain;
  readonly transcript: unknown;
  readonly token?: TokenDomain;
  readonly client?: ReadingClient;
  readonly deal?: Hex;
}): Promise<VerifiedTranscript> {
  requireOptions(input, "domain transcript token client deal");
  const { token, client, deal } = input;
  const own = requireDomain("domain", input.domain);
  const transcript = parseTranscript(input.transcript);
  const { chainId, contract, messages, holder } = transcript;
  const domain = quittanceDomain({ chainId, address: contract });
  if (!isSameDeployment(domain, own)) throw new OfferDomainMismatchError({ offered: domain, own });

  const [opening] = messages;
  if (opening?.kind !== "offer") throw new TranscriptWrongError("it begins with no offer", 0);
  const asked = { ...(token === undefined ? {} : { token }), ...(client === undefined ? {} : { client }) };
  const negotiation = await at(0, () => openNegotiation({ domain: own, first: opening.offer, ...asked }));
  if (negotiation.id !== transcript.negotiation.toLowerCase())
    throw new TranscriptWrongError("its first offer opens another negotiation", 0);
  for (const [index, message] of messages.entries()) {
    if (index === 0) continue;
    const receipt = await at(index, () => negotiation.take(message));
    if (receipt === "known") throw new TranscriptWrongError("it is there twice", index);
    if (receipt === "waiting")
      throw new TranscriptWrongError("what it is about comes after it, or not at all", index);
  }
  const named = messages.map((message) => ({ message, name: hashNegotiationMessage(message) }));
  const sorted = inOrder(named);
  const moved = named.findIndex(({ name }, index) => name !== sorted[index]?.name);
  if (moved >= 0) throw new TranscriptWrongError("it is out of order", moved);
  await at(0, async () => sideOf(opening.offer.terms, holder.address));
  const isTimed = named.every(({ name }, index) => holder.times[index]?.message.toLowerCase() === name);
  if (!isTimed || holder.times.length !== named.length)
    throw new TranscriptWrongError("its times are not about its messages, one for each in their order");

  const deals = negotiation.state(0).agreed.flatMap((hash) => {
    const offer = negotiation.offer(hash);
    return offer === undefined ? [] : [dealIdOf({ domain, terms: offer.terms })];
  });
  if (deal !== undefined && !deals.includes(String(deal).toLowerCase() as Hex))
    throw new TranscriptWrongError("it does not lead to the deal that was named");
  return { transcript, negotiation, deals, said: saidIn(named.map(({ name }) => name)) };
}

/** The names of messages as one hash, in whatever order they are. */
const saidIn = (names: readonly Hex[]): Hex => keccak256(stringToBytes([...names].sort().join("")));

/** Names the message at which something is wrong. */
async function at<Result>(index: number, check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof BaseError) throw new TranscriptWrongError(error.shortMessage, index, error);
    throw error;
  }
}
