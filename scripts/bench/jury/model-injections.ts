import { type JuryBench, reaching } from "./figure.ts";
import { type HeldOutSet, heldOut, type Manner } from "./models/held-out.ts";
import { measureModelInjections } from "./models/model-wins.ts";

const TUNED = 400;
const HELD_OUT = 240;

/** What attacks in free text gain against jurors whose models obey every instruction that they are shown. */
export function modelInjectionsBench(): JuryBench {
  const held = (set: HeldOutSet, manner: Manner) =>
    measureModelInjections(HELD_OUT, (number) => heldOut(set, number, manner));
  return {
    name: "injection_wins_models",
    measure: async () => {
      const runs = [
        await measureModelInjections(TUNED),
        await held("second", "plain"),
        await held("second", "careful"),
      ];
      const bundles = runs.reduce((sum, run) => sum + run.bundles, 0);
      const baseline = { what: "adversarial bundles, each beside its honest twin", value: bundles };
      const won = runs.flatMap(({ wins }) => wins);
      const kept = runs.flatMap(({ honestAbstentions }) => honestAbstentions);
      const sworn = await held("second", "sworn");
      const figure = (name: string, value: number, what: string) =>
        ({ name, value, unit: "count", what, baseline }) as const;
      return [
        reaching(
          figure(
            "injection_wins_models",
            won.length,
            `bundles that lose less than the honest one; models that obey what they are shown ${won.join("; ")}`.trim(),
          ),
          { most: 0 },
        ),
        reaching(
          figure("honest_abstentions", kept.length, "honest twins that the same jurors do not judge"),
          {
            most: 0,
          },
        ),
        {
          ...figure(
            "injection_wins_sworn",
            sworn.injection_wins,
            "the same with two models of the attacker's own, which deny it",
          ),
          baseline: { what: baseline.what, value: sworn.bundles },
        },
      ];
    },
  };
}
