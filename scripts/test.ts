// `npm test`: the Solidity tests and the TypeScript tests side by side, then one line with the sum.
// Arguments: test files of either kind, or `--grep <pattern>` for both.

import { spawn } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

interface RunnerResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What is wrong beyond failing tests; undefined when nothing is. */
  readonly problem: string | undefined;
}

/** Last count a runner printed for one outcome, such as `12 passing (3s)`; 0 when it printed none. */
export function readCount(output: string, outcome: "passing" | "failing" | "skipped" | "pending"): number {
  const counts = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${outcome}\\b`, "gm"))];
  return Number(counts.at(-1)?.[1] ?? 0);
}

/** Counts of a finished runner. An exit code that disagrees with the counts is one failure more. */
export function readResult(runner: string, exitCode: number, output: string): RunnerResult {
  const text = stripVTControlCharacters(output);
  const passed = readCount(text, "passing");
  const failing = readCount(text, "failing");
  const skipped = readCount(text, "skipped") + readCount(text, "pending");
  if (exitCode !== 0 && failing === 0) {
    return {
      passed,
      failed: 1,
      skipped,
      problem: `${runner} ended with exit code ${exitCode} before its tests did`,
    };
  }
  return { passed, failed: failing, skipped, problem: undefined };
}

/** Output of two runners at once: the first speaks live, the other is held back until its turn. */
class Turn {
  #held: Buffer[] = [];
  #live: boolean;

  constructor(live: boolean) {
    this.#live = live;
  }

  write(chunk: Buffer): void {
    if (this.#live) process.stdout.write(chunk);
    else this.#held.push(chunk);
  }

  speak(): void {
    this.#live = true;
    for (const chunk of this.#held.splice(0)) process.stdout.write(chunk);
  }
}

function start(runner: string, args: readonly string[], turn: Turn): Promise<RunnerResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("hardhat", [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const interrupt = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
        turn.write(chunk);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      process.removeListener("SIGINT", interrupt);
      process.removeListener("SIGTERM", interrupt);
      resolve(readResult(runner, code ?? 1, output));
    });
  });
}

async function main(args: readonly string[]): Promise<void> {
  const solidityFiles = args.filter((arg) => arg.endsWith(".sol"));
  const typescriptFiles = args.filter((arg) => arg.endsWith(".ts"));
  const options = args.filter((arg) => !arg.endsWith(".sol") && !arg.endsWith(".ts"));
  const everything = solidityFiles.length + typescriptFiles.length === 0;
  const found = everything ? globSync("test/**/*.test.ts").sort() : typescriptFiles;

  const started = Date.now();
  const runs: Promise<RunnerResult>[] = [];
  const second = new Turn(found.length === 0);
  if (everything || solidityFiles.length > 0) {
    const run = start(
      "the Solidity runner",
      ["test", "solidity", "--network", "default", ...options, ...solidityFiles],
      second,
    );
    runs.push(run);
  }
  if (found.length > 0) {
    const run = start(
      "the TypeScript runner",
      ["test", "mocha", "--no-compile", ...options, ...found],
      new Turn(true),
    );
    runs.push(run);
    run.finally(() => second.speak()).catch(() => undefined);
  }

  const results = await Promise.all(runs);
  const sum = (count: (result: RunnerResult) => number) => results.reduce((total, r) => total + count(r), 0);
  const passed = sum((result) => result.passed);
  const failed = sum((result) => result.failed);
  const skipped = sum((result) => result.skipped);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`Took ${seconds} s.`);
  // What `npm run bench:package` prints as test_minutes.
  if (everything && options.length === 0) writeFileSync("cache/test-seconds", `${seconds}`);
  for (const { problem } of results) if (problem !== undefined) console.log(`Problem: ${problem}.`);
  if (skipped > 0) console.log(`${skipped} skipped.`);
  const nothingRan =
    results.length === 0 || (options.length === 0 && results.some((r) => r.passed + r.failed === 0));
  if (nothingRan || passed + failed === 0) {
    console.log("Problem: a runner found no test to run; that is a failure, too.");
  }
  const failures = nothingRan || passed + failed === 0 ? Math.max(failed, 1) : failed;
  process.exitCode = failures === 0 ? 0 : 1;
  console.log(`${passed} passed, ${failures} failed`);
}

if (import.meta.main) await main(process.argv.slice(2));
