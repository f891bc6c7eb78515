import { Command, CommanderError, InvalidArgumentError } from "commander";

const LARGEST_SEED = 2 ** 31 - 1;
const PROGRESS_MS = 2_000;

/** What a simulation that the docs report was asked for. */
export interface SimulationOptions {
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

/** A command with the options of every simulation that the docs report; a simulation adds its own. */
export function simulationCommand(name: string, description: string, reportedSeed: number): Command {
  return new Command(name)
    .description(description)
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--write", "write the figures and pictures of the docs")
    .option("--check", "write nothing; fail when figures or a picture of the docs differ")
    .option("--seed <seed>", "what the markets are drawn from", parseSeed, reportedSeed)
    .allowExcessArguments(false)
    .exitOverride();
}

/** Runs a simulation with the options of this process. Exit code 2: wrong usage. */
export async function runSimulation<Options extends object>(
  command: Command,
  play: (options: Options) => Promise<void>,
): Promise<void> {
  try {
    command.parse(process.argv.slice(2), { from: "user" });
    await play(command.opts<Options>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else throw error;
  }
}

/** Names files that are not what a simulation gives. Exit code 1: there is one. */
export function nameStale(command: string, paths: readonly string[]): void {
  for (const path of paths) {
    console.error(`${path} is not what the simulation gives. Write it: npm run ${command} -- --write`);
    process.exitCode = 1;
  }
}

/** Prints what is played to standard error, every two seconds. */
export function progress(): (what: string) => void {
  let [last, steps] = [Date.now(), 0];
  return (what) => {
    steps += 1;
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    console.error(`  ${what} (${steps})`);
  };
}
