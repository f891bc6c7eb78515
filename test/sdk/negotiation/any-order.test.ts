import { expect } from "chai";
import type { NegotiationState } from "../../../sdk/negotiation/index.ts";
import { seedOfRun } from "../../support/dice.ts";
import { playDialogue } from "../../support/negotiation/any-order.ts";

/** Dialogues in all; the same seed makes the same ones. */
const DIALOGUES = process.env.QUITTANCE_DEEP ? 100_000 : 5_000;

describe("negotiation: messages in any order", () => {
  it("leave both sides in the state of an independent model", async () => {
    const seed = seedOfRun();
    const phases = new Map<NegotiationState["phase"], number>();
    for (let run = 0; run < DIALOGUES; run++) {
      const { wanted, states } = await playDialogue(seed + run);
      const where = `seed ${seed + run}`;
      for (const state of states) expect(state, where).to.deep.equal(wanted);
      phases.set(wanted.phase, (phases.get(wanted.phase) ?? 0) + 1);
    }
    for (const phase of ["open", "accepted", "agreed", "expired", "withdrawn", "ended"] as const)
      expect(phases.get(phase) ?? 0, phase).to.be.greaterThan(DIALOGUES / 500);
  });
});
