import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Command } from "commander";
import { DEFAULT_BASE } from "./changed.ts";
import { testFiles } from "./choose.ts";

export interface Options {
  /** Test files of either kind; all when there are none. */
  readonly files: readonly string[];
  readonly grep: string | undefined;
  readonly quick: boolean;
  /** The commit whose tree is compared with the working tree; undefined when everything is to run. */
  readonly since: string | undefined;
}

const EXAMPLES = `
Examples:
  npm test
  npm test -- test/contracts/Open.t.sol test/sdk/deals/terms.test.ts
  npm test -- test/sdk/deals
  npm test -- --grep "when the deal is unknown"
  npm test -- --changed
  npm test -- --changed --since HEAD~3
  npm run test:quick

The last line is the sum: <n> passed, <n> failed.`;

/** @throws CommanderError for wrong usage, and after --help. */
export function readOptions(args: readonly string[]): Options {
  const command = new Command("npm test --")
    .description("Runs the Solidity and the TypeScript tests side by side.")
    .argument(
      "[files...]",
      "test files of either kind, *.t.sol and *.test.ts, or folders of them; all when left out",
    )
    .option("--grep <pattern>", "only tests whose name has this")
    .option(
      "--quick",
      "neither invariants nor what starts indexers, commands or compilers (npm run test:quick)",
      false,
    )
    .option("--changed", "only test files that a changed file reaches by imports, or that read it", false)
    .option(
      "--since <commit>",
      `what --changed compares with (default: where this branch left ${DEFAULT_BASE})`,
    )
    .addHelpText("after", EXAMPLES)
    .exitOverride();
  command.parse([...args], { from: "user" });
  const { grep, quick, changed, since } = command.opts<{
    grep?: string;
    quick: boolean;
    changed: boolean;
    since?: string;
  }>();
  if (since !== undefined && !changed) {
    command.error("error: --since is about --changed. Give both, or neither.", { exitCode: 2 });
  }
  const refuse = (problem: string) => command.error(`error: ${problem}`, { exitCode: 2 });
  const { solidity, typescript } = testFiles();
  const all = [...solidity, ...typescript];
  const files = command.args.flatMap((given) => {
    const path = relative("", resolve(given)).replaceAll("\\", "/");
    if (!existsSync(path === "" ? "." : path)) {
      return refuse(`there is no file ${given}. Give paths from the root of the repository.`);
    }
    const named = path === "" ? all : all.filter((file) => file === path || file.startsWith(`${path}/`));
    if (named.length > 0) return named;
    const remedy = "Give files that end in .t.sol or .test.ts, or a folder that holds some.";
    return refuse(
      `${given} is no test file${statSync(path).isDirectory() ? ", and holds none" : ""}. ${remedy}`,
    );
  });
  return { files: [...new Set(files)], grep, quick, since: changed ? (since ?? "") : undefined };
}
