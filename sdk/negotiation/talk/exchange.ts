import type { Hex } from "viem";
import { DrawUnansweredError } from "../../errors/negotiation.ts";
import { isFirst } from "../../jury/commitment.ts";
import { hashNegotiationMessage, type NegotiationMessage } from "../messages/message.ts";
import type { SignedOffer } from "../offers/offer.ts";
import type { AdvanceSetup } from "./advance.ts";
import { type Book, isFrom, tryTake } from "./book.ts";
import {
  keyOfFirst,
  MOST_ENVELOPE_MESSAGES,
  type NegotiationEnvelope,
  problemText,
  type RefusedMessage,
} from "./envelope.ts";

/** What is known of the other side of a negotiation. */
export interface Peer {
  /** What it said last that it has. */
  readonly have: readonly Hex[];
  /** What it did not take: it is not sent again. */
  readonly refused: ReadonlySet<Hex>;
}

/** Takes the messages of an envelope into a book's record. Nothing is kept yet. */
export async function takeAll(
  setup: AdvanceSetup,
  book: Book,
  messages: readonly NegotiationMessage[],
): Promise<readonly RefusedMessage[]> {
  const refused: RefusedMessage[] = [];
  for (const message of messages) {
    const problem = problemOf(setup, book, message) ?? (await tryTake(book.negotiation, message));
    if (problem === undefined) continue;
    refused.push({ name: hashNegotiationMessage(message), problem: problemText(problem) });
  }
  return refused;
}

/** Why a message that is good by itself is not taken by this side. */
function problemOf(setup: AdvanceSetup, book: Book, message: NegotiationMessage): string | undefined {
  if (message.kind !== "offer" || isFrom(message, setup.own, book.side)) return undefined;
  return isUnanswered(setup, message.offer) ? new DrawUnansweredError().shortMessage : undefined;
}

/** Whether an offer asks for a joint draw that this side cannot answer. */
export function isUnanswered({ answerDraw }: AdvanceSetup, { draw }: SignedOffer): boolean {
  return draw !== undefined && isFirst(draw) && answerDraw === undefined;
}

/** What a side sends: what it has, and the first of what the other one lacks. */
export function envelopeFor(
  { negotiation, kept }: Book,
  peer: Peer,
  refused: readonly RefusedMessage[] = [],
): NegotiationEnvelope {
  const have = [...kept()].sort();
  const isKept = new Set(have);
  const messages = negotiation
    .missing([...peer.have, ...peer.refused])
    .filter((message) => isKept.has(hashNegotiationMessage(message)))
    .slice(0, MOST_ENVELOPE_MESSAGES);
  return {
    ...{ negotiation: negotiation.id, key: keyOfFirst(negotiation.first), have, messages },
    refused: refused.slice(0, MOST_ENVELOPE_MESSAGES),
  };
}

/** What is known of the other side after its envelope came. Names of what this side never kept could be any number, and tell nothing. */
export function peerAfter(
  before: Peer | undefined,
  { have, refused }: Pick<NegotiationEnvelope, "have" | "refused">,
  kept: readonly Hex[],
): Peer {
  const isKept = new Set(kept);
  const named = [...(before?.refused ?? []), ...refused.map(({ name }) => name)];
  return {
    have: have.filter((name) => isKept.has(name)),
    refused: new Set(named.filter((name) => isKept.has(name))),
  };
}
