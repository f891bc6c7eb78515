// `npm run sim:market`: how strategies of buyers and sellers fare with each other, and what an observer learns of their limits.
// `npm run sim:market -- --write`: writes the figures and the pictures of the docs, too; `--check` fails when one differs.
// Exit codes: 0 played, 1 a strategy that leaks as much as the textbook's, or a file that differs; 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { REPORTED_SEED } from "./sim/market/reported-seed.ts";

const NAME = "sim:market";
const LARGEST_SEED = 2 ** 31 - 1;
const PROGRESS_MS = 2_000;

interface Options {
  readonly json?: true;
  readonly write?: true;
  readonly check?: true;
  readonly seed: number;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= LARGEST_SEED) return seed;
  throw new InvalidArgumentError(`must be a whole number from 0 to ${LARGEST_SEED}`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command(NAME)
    .description("Plays negotiations between buyers and sellers of all strategies, and prints how they fare.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--write", "write the figures and pictures of the docs")
    .option("--check", "write nothing; fail when figures or a picture of the docs differ")
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

async function play({ json, write, check, seed }: Options): Promise<void> {
  const { leaksLess, simulateMarket } = await import("./sim/market/simulation.ts");
  const { marketTables } = await import("./sim/market/market-report.ts");
  const found = simulateMarket(seed, progress());
  console.log(json ? JSON.stringify(found) : marketTables(found));
  if (write || check) {
    const { storeReported } = await import("./sim/market/reported.ts");
    for (const path of storeReported(found, check === true)) {
      console.error(`${path} is not what the simulation gives. Write it: npm run ${NAME} -- --write`);
      process.exitCode = 1;
    }
  }
  if (!leaksLess(found)) process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  await play(options);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else throw error;
}
