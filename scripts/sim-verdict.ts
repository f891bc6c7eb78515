// `npm run sim:verdict`: what one silent juror does to a panel, before and after ballots leave an interval.
// Exit codes: 0 played, 1 a payout outside the honest range with fewer than a quorum of corrupt jurors, 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError } from "commander";

const ROUNDS = 10_000;
const MOST = 1_000_000;

interface Options {
  readonly json?: true;
  readonly rounds: number;
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= MOST) return rounds;
  throw new InvalidArgumentError(`must be a whole number from 1 to ${MOST}`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("sim:verdict")
    .description("Shows how often one silent juror leaves a panel undecided, and what the interval changes.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--rounds <rounds>", "how many rounds of each kind to play", readRounds, ROUNDS)
    .addHelpText(
      "after",
      "\nExamples:\n  npm run sim:verdict\n  npm run --silent sim:verdict -- --json\n  npm run sim:verdict -- --rounds 500",
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

try {
  const options = readOptions(process.argv.slice(2));
  // Loaded now, so that wrong usage is answered at once.
  const { simulateVerdicts } = await import("./sim/verdict.ts");
  const { simulationTables } = await import("./sim/report.ts");
  const simulation = simulateVerdicts(options.rounds);
  console.log(options.json ? JSON.stringify(simulation) : simulationTables(simulation));
  if (simulation.corruptJurors.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`sim:verdict: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
