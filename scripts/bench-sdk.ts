// `npm run bench:sdk`: how fast the SDK signs and checks vouchers, beside viem in the same run.
// Exit codes: 0 measured, 1 a failure, 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError } from "commander";

const SECONDS = 15;
const LONGEST = 600;

interface Options {
  readonly json?: true;
  readonly seconds: number;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`must be 0 to ${LONGEST} seconds`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("bench:sdk")
    .description("Measures how fast the SDK signs and checks vouchers, beside viem in the same run.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--seconds <seconds>", "how long to measure; fewer are less exact", readSeconds, SECONDS)
    .addHelpText(
      "after",
      "\nExamples:\n  npm run bench:sdk\n  npm run --silent bench:sdk -- --json\n  npm run bench:sdk -- --seconds 60",
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

try {
  const options = readOptions(process.argv.slice(2));
  // Loaded now, so that wrong usage is answered at once.
  const { printSpeeds } = await import("./bench/sdk/print-speeds.ts");
  await printSpeeds(options);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench:sdk: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
