import { Command, CommanderError } from "commander";

/** What a bench has measured. */
interface Figure {
  readonly isReached?: boolean | undefined;
}

/** Something that measures one figure or more. */
interface Bench<Measured extends Figure> {
  /** As `--only` names it. */
  readonly name: string;
  readonly measure: () => Promise<readonly Measured[]>;
}

/** A command that runs benches, all or some, and prints their figures. */
export interface Benches<Measured extends Figure> {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly description: string;
  /** A bench to show in the help. */
  readonly example: string;
  /** Loads the benches, in the order in which they run, and what prints their figures. Help is answered before. */
  readonly load: () => Promise<{
    readonly benches: readonly Bench<Measured>[];
    readonly table: (figures: readonly Measured[]) => string;
  }>;
}

/** Runs benches with the options of this process. Exit code 1: a figure does not reach its goal, or a failure. 2: wrong usage. */
export async function runBenches<Measured extends Figure>(command: Benches<Measured>): Promise<void> {
  const { name: ofCommand, load } = command;
  try {
    const { json, only } = readOptions(command, process.argv.slice(2));
    const { benches, table } = await load();
    const names = benches.map(({ name }) => name);
    const unknown = only?.find((name) => !names.includes(name));
    if (unknown !== undefined) {
      console.error(`${ofCommand}: there is no ${unknown}. Take one of: ${names.join(", ")}`);
      process.exitCode = 2;
      return;
    }
    const figures: Measured[] = [];
    for (const { name, measure } of benches) {
      if (only !== undefined && !only.includes(name)) continue;
      if (!json) process.stderr.write(`${name} …\n`);
      figures.push(...(await measure()));
    }
    console.log(json ? JSON.stringify({ figures }) : table(figures));
    if (figures.some(({ isReached }) => isReached === false)) process.exitCode = 1;
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    console.error(`${ofCommand}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function readOptions(
  { name, description, example }: Pick<Benches<Figure>, "name" | "description" | "example">,
  args: readonly string[],
): { readonly json?: true; readonly only?: readonly string[] } {
  const command = new Command(name)
    .description(description)
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--only <names...>", "measure these only, by the names that the output starts with")
    .addHelpText(
      "after",
      `\nExamples:\n  npm run ${name}\n  npm run --silent ${name} -- --json\n  npm run ${name} -- --only ${example}`,
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}
