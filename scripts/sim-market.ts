// `npm run sim:market`: how strategies of buyers and sellers fare with each other, and what an observer learns of their limits.
// `npm run sim:market -- --write`: writes the figures and the pictures of the docs, too; `--check` fails when one differs.
// Exit codes: 0 played, 1 a strategy that leaks as much as the textbook's, or a file that differs; 2 wrong usage.

import {
  nameStale,
  progress,
  runSimulation,
  type SimulationOptions,
  simulationCommand,
} from "./programs/simulation.ts";
import { REPORTED_SEED } from "./sim/market/reported-seed.ts";

const NAME = "sim:market";

async function play({ json, write, check, seed }: SimulationOptions): Promise<void> {
  const { leaksLess, simulateMarket } = await import("./sim/market/simulation.ts");
  const { marketTables } = await import("./sim/market/market-report.ts");
  const found = simulateMarket(seed, progress());
  console.log(json ? JSON.stringify(found) : marketTables(found));
  if (write || check) {
    const { storeReported } = await import("./sim/market/reported.ts");
    nameStale(NAME, storeReported(found, check === true));
  }
  if (!leaksLess(found)) process.exitCode = 1;
}

await runSimulation(
  simulationCommand(
    NAME,
    "Plays negotiations between buyers and sellers of all strategies, and prints how they fare.",
    REPORTED_SEED,
  ),
  play,
);
