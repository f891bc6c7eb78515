import type { Hex } from "viem";
import { OfferLinkError, OfferPartyError } from "../../errors/agents.ts";
import { NegotiationFullError } from "../../errors/negotiation.ts";
import { hashNegotiationMessage, type NegotiationMessage } from "../messages/message.ts";
import { answeredBy, type NegotiationTree, type OfferNode, sideOf } from "./tree.ts";

/** Answers above each other. More would be a way to fill the memory of the other side. */
export const MOST_ROUNDS = 64;
/** Answers of one side to the same offer: it took the earlier ones back, or contradicts itself. */
export const MOST_ANSWERS = 16;
/** Offers in all. Rounds and answers alone leave room for 16 to the power of 64, where a side goes back to take other ways. */
export const MOST_OFFERS = 1_000;

/** The hash of the offer that a message is about; undefined when it is about the whole negotiation. */
export function subjectOf(message: NegotiationMessage): Hex | undefined {
  switch (message.kind) {
    case "offer":
      return answeredBy(message.offer);
    case "acceptance":
      return message.acceptance.answers;
    case "withdrawal":
      return message.withdrawal.offer;
    case "end":
      return undefined;
  }
}

/** Whether a message is in the tree. One of the same name with another signature says nothing new. */
export function isIn(tree: NegotiationTree, message: NegotiationMessage, name: Hex): boolean {
  const node = tree.nodes.get(subjectOf(message) ?? name);
  switch (message.kind) {
    case "offer":
      return tree.nodes.has(name);
    case "acceptance":
      return node?.accepted[message.acceptance.party] !== undefined;
    case "withdrawal":
      return node?.withdrawal !== undefined;
    case "end":
      return tree.ends.has(name);
  }
}

/**
 * Puts a verified message into the tree. What it is about must be there. The tree depends on which messages it has, and not on the
 * order in which they came.
 *
 * @throws OfferLinkError for a message of another negotiation; OfferPartyError; NegotiationFullError. The tree is as it was then.
 */
export function enter(tree: NegotiationTree, message: NegotiationMessage, name: Hex): void {
  const node = nodeOf(tree, message);
  switch (message.kind) {
    case "offer":
      enterOffer(tree, message.offer, name);
      return;
    case "acceptance":
      if (node !== undefined) node.accepted[message.acceptance.party] ??= message.acceptance;
      return;
    case "withdrawal": {
      const { from } = message.withdrawal;
      if (node === undefined) return;
      if (sideOf(tree, from) !== node.by) throw new OfferPartyError(from, "did not make this offer");
      node.withdrawal ??= message.withdrawal;
      return;
    }
    case "end": {
      const { offer, from } = message.end;
      sideOf(tree, from);
      if (offer !== tree.id) throw new OfferLinkError(offer, tree.id);
      if (tree.ends.size >= MOST_ANSWERS) throw new NegotiationFullError("ends", MOST_ANSWERS);
      tree.ends.set(name, message.end);
    }
  }
}

/** The offer that a message is about. */
export function nodeOf(tree: NegotiationTree, message: NegotiationMessage): OfferNode | undefined {
  const subject = subjectOf(message);
  return subject === undefined ? undefined : tree.nodes.get(subject);
}

function enterOffer(tree: NegotiationTree, offer: OfferNode["offer"], hash: Hex): void {
  const by = sideOf(tree, offer.from);
  const above = tree.nodes.get(offer.answers);
  if (above === undefined && hash !== tree.id) throw new OfferLinkError(hash, tree.id);
  if (above?.by === by) throw new OfferPartyError(offer.from, "answers its own offer");
  if (above !== undefined && above.depth >= MOST_ROUNDS)
    throw new NegotiationFullError("rounds", MOST_ROUNDS);
  if (above !== undefined && above.answers.length >= MOST_ANSWERS)
    throw new NegotiationFullError("answers to one offer", MOST_ANSWERS);
  if (tree.nodes.size >= MOST_OFFERS) throw new NegotiationFullError("offers", MOST_OFFERS);
  const node = { hash, offer, by, depth: (above?.depth ?? 0) + 1, answers: [], accepted: {} };
  tree.nodes.set(hash, node);
  above?.answers.push(node);
}

/** All messages of a tree, each after what it is about. */
export function messagesIn({
  nodes,
  ends,
}: NegotiationTree): readonly (readonly [Hex, NegotiationMessage])[] {
  const named = (message: NegotiationMessage) => [hashNegotiationMessage(message), message] as const;
  // The hash of an offer takes long, and its node has it.
  const ofNodes = [...nodes.values()].flatMap(({ hash, offer, accepted, withdrawal }) => [
    [hash, { kind: "offer", offer }] as const,
    ...Object.values(accepted).map((acceptance) => named({ kind: "acceptance", acceptance })),
    ...(withdrawal === undefined ? [] : [named({ kind: "withdrawal", withdrawal })]),
  ]);
  return [...ofNodes, ...[...ends.values()].map((end) => named({ kind: "end", end }))];
}
