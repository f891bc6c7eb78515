import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** Imports the test files that share what is slow to start. */
const TOGETHER = "test/e2e/on-one-stack.ts";

/** The files to load for these test files: those that share something are loaded by one file, if all of them are there. */
export function together(files: readonly string[]): string[] {
  const imports = readFileSync(TOGETHER, "utf8").matchAll(/^import "(.+)";$/gm);
  const shared = [...imports].map(([, path = ""]) => posix.join(posix.dirname(TOGETHER), path));
  if (!shared.every((file) => files.includes(file))) return [...files];
  return [...files.filter((file) => !shared.includes(file)), TOGETHER];
}
