import type { Hex } from "viem";
import { BaseError } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { isOfNode } from "../../errors/of-node.ts";
import { hashCanonical } from "../../json/canonical.ts";
import { toJson } from "../../json/parse.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { ReviewReason } from "../approval/review.ts";
import { hashNegotiationMessage, type NegotiationMessage } from "../messages/message.ts";
import { buildOffer, hashOffer, type SignedOffer } from "../offers/offer.ts";
import { type Negotiation, openNegotiation } from "../record/negotiation.ts";
import { type Side, sideOf } from "../record/tree.ts";
import type { VerifierSetup } from "../record/verify.ts";
import { type AskedMove, type Decision, type NegotiationEntry, parseEntry } from "./entries.ts";
import type { NegotiationStore } from "./store.ts";

/** Whose book it is, and what its messages are verified with. */
export interface BookSetup extends VerifierSetup {
  readonly own: Hex;
  readonly store: NegotiationStore;
}

/** A commitment that waits for the principal. */
export interface OpenQuestion {
  readonly id: Hex;
  readonly about: Hex;
  readonly move: AskedMove;
  readonly reasons: readonly ReviewReason[];
  /** Unix seconds. */
  readonly since: number;
  /** What the principal said; undefined while it has said nothing. */
  readonly isAllowed?: boolean | undefined;
}

/** A negotiation with its log, as it is in the store. */
export interface Book {
  readonly negotiation: Negotiation;
  readonly side: Side;
  readonly entries: readonly NegotiationEntry[];
  /** Adds an entry; false when another process did before: the book is out of date then. */
  readonly append: (entry: NegotiationEntry) => Promise<boolean>;
  /** What was decided and is not signed yet. */
  readonly pending: () => Decision | undefined;
  /** What the principal was asked last, unless it was carried out or dropped. */
  readonly question: () => OpenQuestion | undefined;
  /** The names of the messages that are in the store. */
  readonly kept: () => readonly Hex[];
}

/**
 * Opens a book from its log, or for a first offer that is not in the store yet.
 *
 * @returns undefined when the store does not know it and no first offer was given.
 */
export async function openBook(
  setup: BookSetup,
  id: Hex,
  given?: SignedOffer | undefined,
): Promise<Book | undefined> {
  const entries = (await setup.store.load(id)).map(parseEntry);
  const messages = entries.flatMap((entry) => (entry.kind === "messages" ? entry.messages : []));
  const [opening] = messages;
  const first = opening?.kind === "offer" ? opening.offer : given;
  if (first === undefined) return undefined;
  if (hashOffer(first) !== id) refuseLog(id);
  const { domain, token, client } = setup;
  const negotiation = await openNegotiation({
    ...{ domain, first },
    ...(token === undefined ? {} : { token }),
    ...(client === undefined ? {} : { client }),
  });
  for (const message of messages.slice(1)) await negotiation.take(message);
  return bookOf(setup, negotiation, entries);
}

function bookOf(setup: BookSetup, negotiation: Negotiation, entries: NegotiationEntry[]): Book {
  const { own, store } = setup;
  const { id, first } = negotiation;
  const kept = new Set<Hex>();
  const done = new WeakSet<NegotiationEntry>();
  const remember = (entry: NegotiationEntry) => {
    if (entry.kind !== "messages") return;
    for (const message of entry.messages) kept.add(hashNegotiationMessage(message));
  };
  entries.forEach(remember);
  return {
    ...{ negotiation, entries },
    side: sideOf(first.terms, own),
    append: async (entry) => {
      if (!(await store.append(id, entries.length, entry))) return false;
      entries.push(entry);
      remember(entry);
      return true;
    },
    pending: () => {
      const last = entries.findLast(({ kind }) => kind === "decision" || kind === "dropped");
      if (last?.kind !== "decision" || done.has(last)) return undefined;
      if (!isDone(setup, negotiation, last.decision)) return last.decision;
      done.add(last);
      return undefined;
    },
    question: () => questionIn(id, entries),
    kept: () => [...kept],
  };
}

export function questionIn(id: Hex, entries: readonly NegotiationEntry[]): OpenQuestion | undefined {
  const at = entries.findLastIndex(({ kind }) => kind === "question");
  const asked = entries[at];
  if (asked?.kind !== "question") return undefined;
  const later = entries.slice(at + 1);
  if (later.some(({ kind }) => kind === "decision" || kind === "dropped")) return undefined;
  const answer = later.find((entry) => entry.kind === "answer");
  const { about, move, reasons, at: since } = asked;
  // A log that was forgotten and begun again may ask something else in the same place.
  const name = hashCanonical(JSON.parse(toJson({ negotiation: id, entry: at, about, move })));
  const question = { id: name, about, move, reasons, since };
  return answer === undefined ? question : { ...question, isAllowed: answer.isAllowed };
}

/** Whether what was decided is among the messages. */
function isDone({ own, domain }: BookSetup, negotiation: Negotiation, decision: Decision): boolean {
  const said = negotiation.missing([]);
  switch (decision.kind) {
    case "offer": {
      const { terms, answers, validUntil } = decision;
      const draft = buildOffer({ domain, terms, answers, from: own, validUntil });
      return negotiation.offer(hashOffer(draft)) !== undefined;
    }
    case "accept": {
      const side = sideOf(negotiation.first.terms, own);
      return said.some(
        (each) =>
          each.kind === "acceptance" &&
          each.acceptance.party === side &&
          each.acceptance.answers === decision.offer,
      );
    }
    case "end":
      return said.some((each) => each.kind === "end" && isSameAddress(each.end.from, own));
  }
}

/** Whether a message comes from a side. */
export function isFrom(message: NegotiationMessage, own: Hex, side: Side): boolean {
  switch (message.kind) {
    case "offer":
      return isSameAddress(message.offer.from, own);
    case "acceptance":
      return message.acceptance.party === side;
    case "withdrawal":
      return isSameAddress(message.withdrawal.from, own);
    case "end":
      return isSameAddress(message.end.from, own);
  }
}

/** Takes a message, and says what is wrong with it where it is refused. */
export async function tryTake(
  negotiation: Negotiation,
  message: NegotiationMessage,
): Promise<string | undefined> {
  try {
    await negotiation.take(message);
    return undefined;
  } catch (error) {
    // Of a message that could not be verified nothing is known: it has to come again.
    if (!(error instanceof BaseError) || isOfNode(error)) throw error;
    return error.shortMessage;
  }
}

function refuseLog(id: Hex): never {
  throw new InvalidFieldError({
    field: "store",
    value: id,
    hash: true,
    problem: "must give the log of the negotiation that it is asked for",
    remedy: "Look whether the store was changed by hand, or keeps two under one name.",
  });
}
