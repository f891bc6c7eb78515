import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOutside } from "./outsider.ts";

/** A project outside the repository, as a user has it. */
export interface Consumer {
  readonly folder: string;
}

/**
 * Makes a fresh project and installs packages into it, refusing those whose `engines` do not fit.
 *
 * @param packages What `npm install` takes: tarballs, or names with versions.
 */
export async function makeConsumer(
  parent: string,
  name: string,
  packages: readonly string[],
): Promise<Consumer> {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ name, version: "1.0.0", private: true, type: "module" })}\n`,
  );
  const args = ["install", "--no-audit", "--no-fund", "--engine-strict", "--loglevel", "error", ...packages];
  await runOutside("npm", args, { cwd: folder });
  return { folder };
}

/** Writes a file of a consumer. */
export function writeIn({ folder }: Consumer, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
