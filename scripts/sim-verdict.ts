// `npm run sim:verdict`: what one silent juror does to a panel, before and after ballots leave an interval.
// Exit codes: 0 played, 1 a payout outside the honest range with fewer than a quorum of corrupt jurors, 2 wrong usage.

import { runMeasurement } from "./programs/measurement.ts";

const ROUNDS = 10_000;
const MOST = 1_000_000;

const measurement = {
  name: "sim:verdict",
  description: "Shows how often one silent juror leaves a panel undecided, and what the interval changes.",
  amount: {
    option: "rounds",
    help: "how many rounds of each kind to play",
    initial: ROUNDS,
    isValid: (rounds: number) => Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST,
    problem: `must be a whole number from 1 to ${MOST}`,
    example: 500,
  },
};

await runMeasurement(measurement, async ({ json, amount }) => {
  // Loaded now, so that wrong usage is answered at once.
  const { simulateVerdicts } = await import("./sim/verdict.ts");
  const { simulationTables } = await import("./sim/report.ts");
  const simulation = simulateVerdicts(amount);
  console.log(json ? JSON.stringify(simulation) : simulationTables(simulation));
  if (simulation.corruptJurors.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
});
