// Loaded into each worker of Mocha: notes how long each test file takes, its hooks included.

import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import type { Context, Suite } from "mocha";

/** Names the file to note in. */
export const TIMES_FILE = "QUITTANCE_TEST_TIMES";

let started = 0;

const fileOf = ({ file, suites }: Suite): string | undefined => file ?? suites.map(fileOf).find(Boolean);

export const mochaHooks = {
  beforeAll(): void {
    started = Date.now();
  },
  afterAll(this: Context): void {
    const file = this.test?.parent && fileOf(this.test.parent);
    const target = process.env[TIMES_FILE];
    if (file === undefined || target === undefined) return;
    appendFileSync(
      target,
      `${Date.now() - started} ${relative(process.cwd(), file).replaceAll("\\", "/")}\n`,
    );
  },
};

/** Milliseconds by file, of what was noted. */
export function readTimes(notes: string): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [, time, file] of notes.matchAll(/^(\d+) (.+)$/gm)) times[file ?? ""] = Number(time);
  return times;
}
