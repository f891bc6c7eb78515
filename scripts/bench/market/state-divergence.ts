import { isDeepStrictEqual } from "node:util";
import { playDialogue } from "../../../test/support/negotiation/any-order.ts";
import { atMost, type MarketBench } from "./figure.ts";

const DIALOGUES = 100_000;
const SEED = 0x73746174;

/** Dialogues that reach two sides in other orders, with losses and messages twice, and leave them in other states. */
export function stateDivergenceBench(dialogues = DIALOGUES): MarketBench {
  return {
    name: "state_divergence",
    measure: async () => {
      let [diverged, byArrival] = [0, 0];
      for (let run = 0; run < dialogues; run++) {
        const { wanted, states, latest } = await playDialogue(SEED + run);
        if (!states.every((state) => isDeepStrictEqual(state, wanted))) diverged += 1;
        if (latest[0] !== latest[1]) byArrival += 1;
      }
      return [
        atMost(
          {
            ...{ name: "state_divergence", value: diverged, unit: "count" },
            what: `of ${dialogues} dialogues in random orders, some messages lost and some twice: two sides, or the model, in another state`,
            baseline: { what: "sides that take the message that came last for the state", value: byArrival },
          },
          0,
        ),
      ];
    },
  };
}
