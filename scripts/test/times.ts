import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** How long each test file took last time, in milliseconds. */
export type Times = Readonly<Record<string, number>>;

const FILE = "cache/test-times.json";
const SHOWN = 10;
/** What takes long where nothing is known yet, the longest first: all commands of the help, schedules of faults, keys in every
 * place, then what starts indexers, commands, daemons and compilers. */
const LONG = [
  "test/cli/examples.test.ts",
  "test/relayer/schedules.test.ts",
  "test/sdk/secrets/",
  "test/e2e/",
  "test/cli/",
  "test/relayer/",
  "test/juror/",
  "test/docs/",
  "test/indexer/",
  "test/model/",
  "test/scripts/",
  "test/sdk/declarations.test.ts",
  "test/architecture/words.test.ts",
];

export function readLastTimes(): Times {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Times) : {};
}

export function saveTimes(times: Times): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify({ ...readLastTimes(), ...times }, null, 1)}\n`);
}

/** The longest first, so that none is left for the end, where one processor would wait for the other. */
export function longestFirst(files: readonly string[], times: Times): string[] {
  const likely = (file: string) => {
    const place = LONG.findIndex((folder) => file.startsWith(folder));
    return place < 0 ? 0 : 30_000 - place;
  };
  const lengthOf = (file: string) => times[file] ?? likely(file);
  return files.toSorted((a, b) => lengthOf(b) - lengthOf(a) || a.localeCompare(b));
}

/** One line for each of the slowest test files. */
export function slowest(times: Times): string[] {
  return Object.entries(times)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([file, time]) => `${(time / 1_000).toFixed(1).padStart(7)} s  ${file}`);
}
