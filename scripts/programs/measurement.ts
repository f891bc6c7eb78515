import { Command, CommanderError, InvalidArgumentError } from "commander";

/** A command that measures or simulates: `--json`, and one number that says how much. */
export interface Measurement {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly description: string;
  /** The number's option, such as `rounds`; how it is described, what it is when left out, and what it may be. */
  readonly amount: {
    readonly option: string;
    readonly help: string;
    readonly initial: number;
    readonly isValid: (amount: number) => boolean;
    readonly problem: string;
    /** A value to show in the help. */
    readonly example: number;
  };
}

/** What such a command was asked for. */
export interface Asked {
  readonly json: boolean;
  readonly amount: number;
}

/** Runs a measurement with the options of this process. Exit code 1: it failed. 2: wrong usage. */
export async function runMeasurement(
  measurement: Measurement,
  run: (asked: Asked) => Promise<void>,
): Promise<void> {
  const { name } = measurement;
  try {
    await run(read(measurement, process.argv.slice(2)));
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function read({ name, description, amount }: Measurement, args: readonly string[]): Asked {
  const { option, help, initial, isValid, problem, example } = amount;
  const parse = (text: string) => {
    const given = Number(text);
    if (text.trim() !== "" && isValid(given)) return given;
    throw new InvalidArgumentError(problem);
  };
  const command = new Command(name)
    .description(description)
    .option("--json", "print the figures as one JSON object and nothing else")
    .option(`--${option} <${option}>`, help, parse, initial)
    .addHelpText(
      "after",
      `\nExamples:\n  npm run ${name}\n  npm run --silent ${name} -- --json\n  npm run ${name} -- --${option} ${example}`,
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  const { json = false, ...given } = command.opts<{ json?: true } & Record<string, unknown>>();
  return { json, amount: Number(given[option]) };
}
