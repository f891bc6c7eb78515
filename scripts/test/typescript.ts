// Runs TypeScript test files, as many at once as the machine has processors, each file in one of the worker processes.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import Mocha from "mocha";
import { HUNG_MS } from "./limits.ts";
import { finish, givenJob } from "./runner.ts";
import { readTimes, TIMES_FILE } from "./stopwatch.ts";

const { files, grep } = givenJob();
const folder = mkdtempSync(join(tmpdir(), "quittance-test-"));
const timesFile = join(folder, "times");
process.env[TIMES_FILE] = timesFile;

const mocha = new Mocha({
  parallel: true,
  jobs: Math.max(2, availableParallelism()),
  timeout: HUNG_MS,
  reporter: "spec",
  require: [new URL("./stopwatch.ts", import.meta.url).href],
  ...(grep === undefined ? {} : { grep }),
});
for (const file of files) mocha.addFile(file);
const runner = mocha.run(() => {
  const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
  const times = readTimes(readFileSync(timesFile, { encoding: "utf8", flag: "a+" }));
  rmSync(folder, { recursive: true });
  finish({ passed: passes, failed: failures, skipped: pending, times });
});
