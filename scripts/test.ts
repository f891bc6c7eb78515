// `npm test`: the Solidity tests and the TypeScript tests side by side, then the slowest files and one line with the sum.
// Exit codes: 0 all passed, 1 a test failed or none ran, 2 wrong usage.

import { writeFileSync } from "node:fs";
import { CommanderError } from "commander";
import { baseOf, changedSince } from "./test/changed.ts";
import { type Choice, choose, testFiles } from "./test/choose.ts";
import { type Options, readOptions } from "./test/options.ts";
import { readTree } from "./test/reach.ts";
import { type RunnerResult, run, Turn } from "./test/runner.ts";
import { longestFirst, readLastTimes, saveTimes, slowest } from "./test/times.ts";
import { together } from "./test/together.ts";

async function runAll({ solidity, typescript }: Choice, { grep, quick }: Options): Promise<RunnerResult[]> {
  const runs: Promise<RunnerResult>[] = [];
  const second = new Turn(typescript.length === 0);
  if (solidity.length > 0) {
    // All of them are the runner's own choice, so that its cache knows which files it has to compile.
    const files = solidity.length === testFiles().solidity.length ? [] : solidity;
    const environment = { HARDHAT_NETWORK: "default", QUITTANCE_QUICK: quick ? "1" : "" };
    runs.push(run("solidity", { files, grep }, second, environment));
  }
  if (typescript.length > 0) {
    const files = longestFirst(together(typescript), readLastTimes());
    const first = run("typescript", { files, grep }, new Turn(true));
    runs.push(first);
    first.finally(() => second.print()).catch(() => undefined);
  }
  return Promise.all(runs);
}

/** Prints what a run found. @returns how many failed; nothing found is a failure, too. */
function summarise(results: readonly RunnerResult[], seconds: number, isFiltered: boolean): number {
  const sum = (count: (result: RunnerResult) => number) => results.reduce((total, r) => total + count(r), 0);
  const [passed, failed, skipped] = [sum((r) => r.passed), sum((r) => r.failed), sum((r) => r.skipped)];
  const times = Object.assign({}, ...results.map((result) => result.times));
  if (Object.keys(times).length > 1) console.log(["The slowest files:", ...slowest(times)].join("\n"));
  console.log(`Took ${seconds} s.`);
  for (const { problem } of results) if (problem !== undefined) console.log(`Problem: ${problem}.`);
  if (skipped > 0) console.log(`${skipped} skipped.`);
  const isEmpty = (result: RunnerResult) => result.passed + result.failed === 0;
  const nothingRan = isFiltered ? results.every(isEmpty) : results.some(isEmpty);
  if (nothingRan) console.log("Problem: a runner found no test to run; that is a failure, too.");
  const failures = nothingRan ? Math.max(failed, 1) : failed;
  console.log(`${passed} passed, ${failures} failed`);
  return failures;
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const { files, grep, quick, since } = options;
  const changed = since === undefined ? undefined : { files: changedSince(since), tree: readTree() };
  const choice = choose({ files, quick, changed });
  if (choice.solidity.length + choice.typescript.length === 0) {
    const isSame = changed?.files.length === 0;
    const what = isSame
      ? `Nothing has changed since ${baseOf(since ?? "")}.`
      : "No test reaches what changed.";
    console.log(`${what}\n0 passed, 0 failed`);
    return;
  }
  const isWhole = files.length === 0 && !quick && changed === undefined && grep === undefined;
  if (changed !== undefined) {
    console.log(
      [`Changed files: ${changed.files.length}. They reach:`, ...choice.solidity, ...choice.typescript].join(
        "\n  ",
      ),
    );
  }
  const started = Date.now();
  const results = await runAll(choice, options);
  const seconds = Math.round((Date.now() - started) / 1000);
  // What `npm run bench:package` prints as test_minutes.
  if (isWhole) writeFileSync("cache/test-seconds", `${seconds}`);
  if (grep === undefined) for (const { times } of results) saveTimes(times);
  process.exitCode = summarise(results, seconds, grep !== undefined) === 0 ? 0 : 1;
}

// The reader of a pipe has seen enough: npm test | head.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(1);
  throw error;
});
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`test: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
