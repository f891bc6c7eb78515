import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Consumer } from "../../package/consumer.ts";

/** What an installation put on disk. */
export interface Installation {
  /** Bytes of each package, by name and version; those nested in it are counted by themselves. */
  readonly packages: ReadonlyMap<string, number>;
}

/** Every package in the `node_modules` of a consumer, nested ones included. */
export function installationOf({ folder }: Consumer): Installation {
  return { packages: new Map(packagesIn(join(folder, "node_modules"))) };
}

/** The packages of `one` that `other` does not have, and their bytes together. */
export function beyond(
  one: Installation,
  other: Installation,
): { readonly count: number; readonly bytes: number } {
  const more = [...one.packages].filter(([name]) => !other.packages.has(name));
  return { count: more.length, bytes: more.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

function* packagesIn(modules: string): Generator<[string, number]> {
  for (const name of foldersIn(modules)) {
    const folder = join(modules, name);
    if (name.startsWith("@")) {
      for (const scoped of foldersIn(folder)) yield* packageAt(join(folder, scoped));
    } else if (!name.startsWith(".")) yield* packageAt(folder);
  }
}

function* packageAt(folder: string): Generator<[string, number]> {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  yield [`${name}@${version}`, bytesOf(folder)];
  if (foldersIn(folder).includes("node_modules")) yield* packagesIn(join(folder, "node_modules"));
}

function bytesOf(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += entry.name === "node_modules" ? 0 : bytesOf(path);
    else sum += statSync(path).size;
  }
  return sum;
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
