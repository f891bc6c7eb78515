import { Command, InvalidArgumentError } from "commander";

/** Of the sample that the gate tries; both are part of the gate, so a change of either is a change of the gate. */
export const GATE_SEED = "quittance";
export const GATE_SAMPLE = 200;

export interface Options {
  readonly seed: string;
  /** How many mutants to try; undefined for all. */
  readonly sample: number | undefined;
  /** Only mutants of these files; empty for every file. */
  readonly files: readonly string[];
  readonly json: boolean;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("Give a whole number from 1.");
  }
  return number;
}

/** Throws commander's CommanderError on wrong usage, and when help was asked for. */
export function readOptions(args: readonly string[]): Options {
  const command = new Command("mutate")
    .description(
      "Makes small mistakes in the contracts, one at a time, and counts those that the tests notice.",
    )
    .option("--all", "try every mutant, not a sample")
    .option(
      "--sample <count>",
      `how many mutants to try (default: ${GATE_SAMPLE}; all with --file)`,
      positive,
    )
    .option("--seed <text>", "chooses the sample", GATE_SEED)
    .option("--file <path...>", "only mutants of these files of contracts/")
    .option("--json", "print the outcome as one JSON object and nothing else")
    .addHelpText(
      "after",
      `
Exit codes: 0 when at least 95 % were killed and test/mutation/survivors.json explains every survivor, 1 when not,
2 on wrong usage.

Examples:
  npm run mutate
  npm run mutate -- --file contracts/modules/Ledger.sol
  npm run mutate -- --seed another --sample 100
  npm run mutate -- --all
  npm run --silent mutate -- --json`,
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  const options = command.opts<{
    all?: true;
    sample?: number;
    seed: string;
    file?: string[];
    json?: true;
  }>();
  if (options.all === true && options.sample !== undefined) {
    command.error("error: --all and --sample exclude each other; leave one out", { exitCode: 2 });
  }
  const everything = options.all === true || (options.file !== undefined && options.sample === undefined);
  return {
    seed: options.seed,
    sample: everything ? undefined : (options.sample ?? GATE_SAMPLE),
    files: (options.file ?? []).map((file) => file.replaceAll("\\", "/").replace(/^\.\//, "")),
    json: options.json === true,
  };
}
