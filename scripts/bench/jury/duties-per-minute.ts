import { measureDuties } from "../../../test/support/juror/measure-duties.ts";
import type { JuryBench } from "./figure.ts";

const DUTIES = 120;
const what = `duties of one daemon in a minute, from its queue to the signed ballot, of ${DUTIES}`;

/** How many duties a juror's daemon gets through, with two at once. It is printed, and has nothing to reach. */
export const dutiesBench = (): JuryBench => ({
  name: "duties_per_minute",
  measure: async () => [
    { name: "duties_per_minute", value: await measureDuties(DUTIES), unit: "count", what },
  ],
});
