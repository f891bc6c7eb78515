import type { Hex } from "viem";
import { NegotiationFullError } from "../../errors/negotiation.ts";
import type { NegotiationMessage } from "../messages/message.ts";
import { enter, isIn, nodeOf, subjectOf } from "./enter.ts";
import type { NegotiationTree } from "./tree.ts";
import type { Verifier } from "./verify.ts";

/** Messages about offers that have not come yet. */
const MOST_WAITING = 32;

/** What became of a message. `waiting` until the offer that it is about has come. */
export type Receipt = "added" | "known" | "waiting";

/**
 * Verifies messages and puts them into a tree, one after the other: none is verified against a tree that another one is changing.
 *
 * @returns Takes a message with its name, `hashNegotiationMessage`. It throws what the verifier and `enter` throw.
 */
export function openInbox(
  tree: NegotiationTree,
  verifier: Verifier,
): (message: NegotiationMessage, name: Hex) => Promise<Receipt> {
  const waiting = new Map<Hex, NegotiationMessage>();
  let last: Promise<unknown> = Promise.resolve();

  const isReady = (message: NegotiationMessage) => {
    const subject = subjectOf(message);
    return subject === undefined || tree.nodes.has(subject);
  };
  const enterVerified = async (name: Hex, message: NegotiationMessage) => {
    await verifier.beside(nodeOf(tree, message), message);
    enter(tree, message, name);
  };
  /** What waited may be wrong after all. It is dropped then, as it would have been refused. */
  const wake = async () => {
    for (;;) {
      const ready = [...waiting].find(([, message]) => isReady(message));
      if (ready === undefined) return;
      waiting.delete(ready[0]);
      await enterVerified(...ready).catch(() => undefined);
    }
  };
  const takeNext = async (message: NegotiationMessage, name: Hex): Promise<Receipt> => {
    if (isIn(tree, message, name)) return "known";
    if (waiting.has(name)) return "waiting";
    await verifier.alone(message);
    if (!isReady(message)) {
      if (waiting.size >= MOST_WAITING)
        throw new NegotiationFullError("messages about unknown offers", MOST_WAITING);
      waiting.set(name, message);
      return "waiting";
    }
    await enterVerified(name, message);
    await wake();
    return "added";
  };

  return (message, name) => {
    const taken = last.then(() => takeNext(message, name));
    last = taken.catch(() => undefined);
    return taken;
  };
}
