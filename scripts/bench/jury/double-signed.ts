import { type GuardFigures, playGuardSchedules } from "../../../test/support/jury/guard-schedules.ts";
import { type JuryBench, reaching } from "./figure.ts";

const SCHEDULES = 200;
const SEED = 1;

/** Plays schedules with two copies of a juror's daemon, killed somewhere, and counts questions that got two scores. */
export function measureDoubleSigned(schedules = SCHEDULES): Promise<GuardFigures> {
  return playGuardSchedules({ schedules, seed: SEED });
}

/** Two scores of one juror for one question. */
export const doubleSignedBench = (): JuryBench => ({
  name: "double_signed",
  measure: async () => {
    const { schedules, kills, doubleSigned } = await measureDoubleSigned();
    const what = `questions with two scores, over ${schedules} schedules of two copies with ${kills} of them killed`;
    return [reaching({ name: "double_signed", value: doubleSigned, unit: "count", what }, { most: 0 })];
  },
});
