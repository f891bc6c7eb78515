import { randomFrom } from "../../sim/random.ts";
import { simulateVerdicts } from "../../sim/verdict.ts";
import { playAgreeing } from "../../sim/wrong-payouts.ts";
import { type JuryBench, reaching } from "./figure.ts";

const ROUNDS = 100_000;
const SILENT_ROUNDS = 10_000;
const PANELS = [
  [3, 1],
  [5, 2],
  [7, 3],
] as const;

/** Wrong payouts with one juror fewer than a majority corrupt, and rounds that one silent juror takes out of the honest range. */
export function wrongPayoutBench(rounds = ROUNDS, silentRounds = SILENT_ROUNDS): JuryBench {
  return {
    name: "wrong_payout",
    measure: async () => {
      const random = randomFrom(0x61677265);
      const wrong = PANELS.map(([panel, corrupt]) => {
        const played = playAgreeing(panel, corrupt, rounds, random);
        return reaching(
          {
            name: `wrong_payout_${corrupt}of${panel}`,
            value: played.wrong,
            unit: "count",
            what: `payouts outside the honest range of ${rounds}, the honest jurors within a step of each other`,
          },
          { most: 0 },
        );
      });
      const { silentJuror } = simulateVerdicts(silentRounds);
      const outside = Math.max(...silentJuror.map(({ outsideAfter }) => outsideAfter));
      const before = Math.max(...silentJuror.map(({ outsideBefore }) => outsideBefore));
      const silent = reaching(
        {
          name: "undecided_one_silent",
          value: outside,
          unit: "share",
          what: `rounds of three jurors or more that end outside the honest range with one silent; worst of ${silentJuror.length} kinds`,
          baseline: { what: "without the interval", value: before },
        },
        { most: 0 },
      );
      return [...wrong, silent];
    },
  };
}
