// `npm run sim:trust`: what attackers must spend for each tier of reputation, beside other rules, and how honest newcomers fare.
// `npm run sim:trust -- --write`: writes the figures and the pictures of the docs, too; `--check` fails when one differs.
// `npm run sim:trust -- --tune`: plays the choices that the parameters were taken from, on other seeds.
// Exit codes: 0 played, 1 a figure that misses its goal, or a file that differs; 2 wrong usage.

import {
  nameStale,
  progress,
  runSimulation,
  type SimulationOptions,
  simulationCommand,
} from "./programs/simulation.ts";
import { REPORTED_SEED } from "./sim/trust/reported-seed.ts";

const NAME = "sim:trust";

interface Options extends SimulationOptions {
  readonly tune?: true;
}

async function playTuning(): Promise<void> {
  const { isChosen, tune } = await import("./sim/trust/tune.ts");
  const { tunedLine } = await import("./sim/trust/tune-report.ts");
  const step = progress();
  const chosen = tune(
    (tuned) => console.log(tunedLine(tuned)),
    () => step("tuning"),
  );
  if (isChosen(chosen)) return;
  console.error("The parameters of the library are not those that were chosen.");
  process.exitCode = 1;
}

async function play({ json, write, check, seed, tune }: Options): Promise<void> {
  if (tune) {
    await playTuning();
    return;
  }
  const { ringCostOf, simulateTrust } = await import("./sim/trust/simulation.ts");
  const { trustTables } = await import("./sim/trust/trust-report.ts");
  const found = simulateTrust(seed, progress());
  const cost = ringCostOf(found);
  console.log(json ? JSON.stringify({ ...found, ringCost: cost }) : trustTables(found));
  if (write || check) {
    const { storeReported } = await import("./sim/trust/reported.ts");
    nameStale(NAME, storeReported(found, check === true));
  }
  const { LEAST_RING_COST_RATIO } = await import("./sim/trust/reported-seed.ts");
  if (cost.ratio < LEAST_RING_COST_RATIO) process.exitCode = 1;
}

await runSimulation(
  simulationCommand(
    NAME,
    "Plays markets with rings, swarms and other attackers of reputation, and with honest newcomers.",
    REPORTED_SEED,
  ).option("--tune", "play the choices that the parameters were taken from"),
  play,
);
