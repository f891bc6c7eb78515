import type { Hex } from "viem";
import { openInbox } from "../../../sdk/negotiation/record/inbox.ts";
import { type NegotiationState, stateOf } from "../../../sdk/negotiation/record/state.ts";
import { emptyTree, type NegotiationTree } from "../../../sdk/negotiation/record/tree.ts";
import { type Dice, diceOf } from "../dice.ts";
import { dialogueOf, LATEST, type Named } from "./dialogue.ts";
import { modelOf } from "./model.ts";

/** The state of an independent model, and those of two sides that got the messages otherwise. */
export interface PlayedDialogue {
  readonly wanted: NegotiationState;
  readonly states: readonly [NegotiationState, NegotiationState];
  /** The message that came last to each side, by which one that believes its line would go. */
  readonly latest: readonly [Hex | undefined, Hex | undefined];
}

/** What one side has, which takes every message for verified. */
function sideWith([first]: readonly Named[]) {
  if (first?.message.kind !== "offer") throw new Error("a dialogue begins with an offer");
  const tree: NegotiationTree = emptyTree(first.name, first.message.offer);
  const inbox = openInbox(tree, { alone: async () => {}, beside: async () => {} });
  return { tree, take: ({ message, name }: Named) => inbox(message, name).catch(() => undefined) };
}

/** In a random order, a tenth of them twice. */
function scattered(dice: Dice, said: readonly Named[]): readonly Named[] {
  const twice = said.filter(() => dice.chance(0.1));
  return dice.draw([...said, ...twice], said.length + twice.length);
}

/** Gives a random dialogue to two sides, each in another random order with messages twice, and to the second with some lost and sent again. */
export async function playDialogue(seed: number): Promise<PlayedDialogue> {
  const dice = diceOf(seed);
  const said = dialogueOf(dice, dice.between(1, 12));
  const now = dice.between(0, LATEST);
  const [one, other] = [sideWith(said), sideWith(said)];
  const latest: [Hex?, Hex?] = [];
  for (const message of scattered(dice, said)) {
    await one.take(message);
    latest[0] = message.name;
  }
  // A third of what is sent to this side is lost, and sent again when it says what it has.
  const lost = new Set<Hex>();
  for (const message of scattered(dice, said)) {
    if (dice.chance(0.33)) lost.add(message.name);
    else {
      await other.take(message);
      latest[1] = message.name;
    }
  }
  for (const message of said) {
    if (!lost.has(message.name)) continue;
    await other.take(message);
    latest[1] = message.name;
  }
  const states = [stateOf(one.tree, now), stateOf(other.tree, now)] as const;
  return { wanted: modelOf(said, now), states, latest: [latest[0], latest[1]] };
}
