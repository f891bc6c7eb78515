// `npm run llms`: writes the lists of llms.txt, which names every page of the docs for agents that use Quittance.
// Exit codes: 0 written (or, with --check, as it should be), 1 stale or failed, 2 wrong usage.

import { readFileSync, writeFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { renderLlms, sectionsOf } from "./llms/sections.ts";

const FILE = "llms.txt";

function readOptions(args: readonly string[]): { readonly check?: true } {
  const command = new Command("llms")
    .description("Writes the lists of pages in llms.txt. What stands above them is written by hand.")
    .option("--check", "write nothing; fail when llms.txt is not as it would be written")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

try {
  const { check } = readOptions(process.argv.slice(2));
  const current = readFileSync(FILE, "utf8");
  const next = renderLlms(current, await sectionsOf(process.cwd()));
  if (!check) writeFileSync(FILE, next);
  else if (next !== current) {
    console.error("llms.txt is not what the pages say. Write it: npm run llms");
    process.exitCode = 1;
  }
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`llms: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
