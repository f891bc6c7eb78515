// `npm run bench:market`: how fast negotiations go, what they cost beside plain signatures, and that they leak and diverge nowhere.
// Exit codes: 0 all figures reach what they are to, 1 one does not, or a failure, 2 wrong usage.

import { Command, CommanderError } from "commander";

const NAME = "bench:market";

function readOptions(args: readonly string[]): { readonly json?: true; readonly only?: readonly string[] } {
  const command = new Command(NAME)
    .description("Measures negotiations: each figure beside its baseline.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--only <names...>", "measure these only, by the names that the output starts with")
    .addHelpText(
      "after",
      `\nExamples:\n  npm run ${NAME}\n  npm run --silent ${NAME} -- --json\n  npm run ${NAME} -- --only limit_leaks`,
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

try {
  const { json, only } = readOptions(process.argv.slice(2));
  // Loaded now, so that help is answered at once.
  const { MARKET_BENCHES } = await import("./bench/market/all.ts");
  const { marketTable } = await import("./bench/market/report.ts");
  const names = MARKET_BENCHES.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`${NAME}: there is no ${unknown}. Take one of: ${names.join(", ")}`);
    process.exitCode = 2;
  } else {
    const figures = [];
    for (const { name, measure } of MARKET_BENCHES) {
      if (only !== undefined && !only.includes(name)) continue;
      if (!json) process.stderr.write(`${name} …\n`);
      figures.push(...(await measure()));
    }
    console.log(json ? JSON.stringify({ figures }) : marketTable(figures));
    if (figures.some(({ isReached }) => isReached === false)) process.exitCode = 1;
  }
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`${NAME}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
