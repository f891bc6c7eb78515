import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Sources by their name; bytes read as Latin-1, so that an index counts bytes as solc does. */
export type ByteSources = ReadonlyMap<string, string>;

/** The tests of contracts; the invariants are elsewhere. */
export const UNIT_TESTS = "test/contracts/**/*.t.sol";

/** Files that match a pattern, in order, with forward slashes. */
export const listed = (root: string, pattern: string): string[] =>
  globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort();

/** Paths that a source imports, as they are written. */
export const importsOf = (source: string): string[] =>
  [...source.matchAll(/^\s*import\s[^;]*?["']([^"']+)["']\s*;/gm)].map(([, path = ""]) => path);

/** Artifacts that a test deploys by their name, as `Purse.sol` in `getCode("Purse.sol:Purse")`. */
export const askedFor = (source: string): string[] =>
  [...source.matchAll(/"([\w./]+\.sol):\w+"/g)].map(([, name = ""]) => name);

/** Reads these files and all they import. Throws when one of them does not exist. */
export function readSources(root: string, files: readonly string[]): ByteSources {
  const sources = new Map<string, string>();
  const add = (file: string, importer: string) => {
    if (sources.has(file)) return;
    const path = file.startsWith("@") ? join(root, "node_modules", file) : join(root, file);
    if (!existsSync(path)) throw new Error(`${importer} imports ${file}, which does not exist`);
    const source = readFileSync(path, "latin1");
    sources.set(file, source);
    for (const target of importsOf(source)) {
      add(target.startsWith(".") ? posix.join(posix.dirname(file), target) : target, file);
    }
  };
  for (const file of files) add(file, root);
  return sources;
}

/** The text that the bytes stand for. */
export const asText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
