import { expect } from "chai";
import type { Hex } from "viem";
import type { NegotiationState } from "../../../sdk/negotiation/index.ts";
import { openInbox } from "../../../sdk/negotiation/record/inbox.ts";
import { stateOf } from "../../../sdk/negotiation/record/state.ts";
import { emptyTree, type NegotiationTree } from "../../../sdk/negotiation/record/tree.ts";
import { type Dice, diceOf, seedOfRun } from "../../e2e/support/dice.ts";
import { dialogueOf, LATEST, type Named } from "./support/dialogue.ts";
import { modelOf } from "./support/model.ts";

/** Dialogues in all; the same seed makes the same ones. */
const DIALOGUES = process.env.QUITTANCE_DEEP ? 100_000 : 5_000;

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

describe("negotiation: messages in any order", () => {
  it("leave both sides in the state of an independent model", async () => {
    const seed = seedOfRun();
    const phases = new Map<NegotiationState["phase"], number>();
    for (let run = 0; run < DIALOGUES; run++) {
      const dice = diceOf(seed + run);
      const said = dialogueOf(dice, dice.between(1, 12));
      const now = dice.between(0, LATEST);
      const [one, other] = [sideWith(said), sideWith(said)];
      for (const message of scattered(dice, said)) await one.take(message);
      // A third of what is sent to this side is lost, and sent again when it says what it has.
      const lost = new Set<Hex>();
      for (const message of scattered(dice, said)) {
        if (dice.chance(0.33)) lost.add(message.name);
        else await other.take(message);
      }
      for (const message of said) if (lost.has(message.name)) await other.take(message);

      const wanted = modelOf(said, now);
      const where = `seed ${seed + run}`;
      expect(stateOf(one.tree, now), where).to.deep.equal(wanted);
      expect(stateOf(other.tree, now), where).to.deep.equal(wanted);
      phases.set(wanted.phase, (phases.get(wanted.phase) ?? 0) + 1);
    }
    for (const phase of ["open", "accepted", "agreed", "expired", "withdrawn", "ended"] as const)
      expect(phases.get(phase) ?? 0, phase).to.be.greaterThan(DIALOGUES / 500);
  });
});
