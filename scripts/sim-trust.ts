// `npm run sim:trust`: what attackers must spend for each tier of reputation, beside other rules, and how honest newcomers fare.
// `npm run sim:trust -- --write`: writes the figures and the pictures of the docs, too; `--check` fails when one differs.
// `npm run sim:trust -- --tune`: plays the choices that the parameters were taken from, on other seeds.
// Exit codes: 0 played, 1 a figure that misses its goal, or a file that differs; 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { REPORTED_SEED } from "./sim/trust/reported-seed.ts";

const NAME = "sim:trust";
const LARGEST_SEED = 2 ** 31 - 1;
const PROGRESS_MS = 2_000;

interface Options {
  readonly json?: true;
  readonly write?: true;
  readonly check?: true;
  readonly tune?: true;
  readonly seed: number;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= LARGEST_SEED) return seed;
  throw new InvalidArgumentError(`must be a whole number from 0 to ${LARGEST_SEED}`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command(NAME)
    .description(
      "Plays markets with rings, swarms and other attackers of reputation, and with honest newcomers.",
    )
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--write", "write the figures and pictures of the docs")
    .option("--check", "write nothing; fail when figures or a picture of the docs differ")
    .option("--tune", "play the choices that the parameters were taken from")
    .option("--seed <seed>", "what the markets are drawn from", parseSeed, REPORTED_SEED)
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

/** Prints what is played to standard error, every two seconds. */
function progress(): (what: string) => void {
  let [last, steps] = [Date.now(), 0];
  return (what) => {
    steps += 1;
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    console.error(`  ${what} (${steps})`);
  };
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

async function play({ json, write, check, seed }: Options): Promise<void> {
  const { ringCostOf, simulateTrust } = await import("./sim/trust/simulation.ts");
  const { trustTables } = await import("./sim/trust/trust-report.ts");
  const found = simulateTrust(seed, progress());
  const cost = ringCostOf(found);
  console.log(json ? JSON.stringify({ ...found, ringCost: cost }) : trustTables(found));
  if (write || check) {
    const { storeReported } = await import("./sim/trust/reported.ts");
    for (const path of storeReported(found, check === true)) {
      console.error(`${path} is not what the simulation gives. Write it: npm run ${NAME} -- --write`);
      process.exitCode = 1;
    }
  }
  const { LEAST_RING_COST_RATIO } = await import("./sim/trust/reported-seed.ts");
  if (cost.ratio < LEAST_RING_COST_RATIO) process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.tune) await playTuning();
  else await play(options);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else throw error;
}
