// `npm run bench:index`: how fast the indexer is, beside a minimal Ponder app on the same recorded chain in the same run.
// Exit codes: 0 all figures reach what they are to, 1 one does not, or a failure, 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { DatabaseKind } from "./bench/index/apps/databases.ts";

const NAME = "bench:index";

interface Options {
  readonly json?: true;
  readonly only?: readonly string[];
  readonly events: number;
  readonly long: number;
  readonly rounds: number;
  readonly minutes: number;
  readonly database: DatabaseKind;
}

const atLeast = (least: number) => (text: string) => {
  const given = Number(text);
  if (text.trim() !== "" && Number.isFinite(given) && given >= least) return given;
  throw new InvalidArgumentError(`must be a number from ${least} up`);
};

function readOptions(args: readonly string[]): Options {
  const command = new Command(NAME)
    .description(
      "Measures the indexer beside a minimal Ponder app. The chains are made once, and kept in cache/.",
    )
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--only <names...>", "measure these only, by the names that the output starts with")
    .option("--events <events>", "events of the dense and of the sparse chain", atLeast(100), 200_000)
    .option("--long <events>", "events of the long chain", atLeast(100), 1_000_000)
    .option("--rounds <rounds>", "how often each app indexes each chain; the median counts", atLeast(1), 3)
    .option("--minutes <minutes>", "how long five blocks a second come", atLeast(0.01), 10)
    .addOption(
      new Option("--database <kind>", "where both apps keep their rows; some figures need PostgreSQL")
        .choices(["postgres", "pglite"])
        .default("postgres"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  npm run ${NAME}\n  npm run --silent ${NAME} -- --json\n  npm run ${NAME} -- --only burst_ratio\n  npm run ${NAME} -- --events 5000 --long 20000 --rounds 1 --minutes 1`,
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

// Otherwise the apps would outlive it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  const { json, only, ...sizes } = readOptions(process.argv.slice(2));
  // Loaded now, so that help is answered at once.
  const { INDEX_GOALS } = await import("./bench/index/figures/goals.ts");
  const { indexTable } = await import("./bench/index/figures/report.ts");
  const { measureIndex } = await import("./bench/index/measures/run.ts");
  const names = Object.keys(INDEX_GOALS);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`${NAME}: there is no ${unknown}. Take one of: ${names.join(", ")}`);
    process.exitCode = 2;
  } else {
    const figures = await measureIndex({ only: only ?? names, ...sizes });
    console.log(json ? JSON.stringify({ figures }) : indexTable(figures));
    if (figures.some(({ isReached }) => !isReached)) process.exitCode = 1;
  }
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`${NAME}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
