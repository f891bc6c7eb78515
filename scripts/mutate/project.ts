import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Sources by their name; bytes read as Latin-1, so that an index counts bytes as solc does. */
export type ByteSources = ReadonlyMap<string, string>;

export interface Project {
  readonly sources: ByteSources;
  /** Contracts that are mutated: everything in contracts/ but interfaces. */
  readonly mutated: readonly string[];
  /** Files with the tests that are to kill the mutants. */
  readonly tests: readonly string[];
  /** Files with contracts that tests deploy by their name: the mutated ones, and the tests' own. */
  readonly deployed: readonly string[];
  readonly supports: readonly string[];
}

const CONTRACTS = "contracts/**/*.sol";
const NOT_MUTATED = /^contracts\/interfaces\//;
// Invariants search for long, and find what these find.
const TESTS = "test/contracts/**/*.t.sol";
const SUPPORTS = "test/support/contracts/**/*.sol";

const asPosix = (path: string) => path.replaceAll("\\", "/");

const importsOf = (source: string) =>
  [...source.matchAll(/^\s*import\s[^;]*?["']([^"']+)["']\s*;/gm)].map(([, path = ""]) => path);

/** Which of the mutated files the tests ask for, as in `getCode("Purse.sol:Purse")`. */
function deployedBy(sources: ByteSources, mutated: readonly string[]): string[] {
  const asked = new Set<string>();
  for (const [file, source] of sources) {
    if (!file.startsWith("test/")) continue;
    for (const [, name = ""] of source.matchAll(/"([\w./]+\.sol):\w+"/g)) asked.add(name);
  }
  return mutated.filter((file) => asked.has(file) || asked.has(posix.basename(file)));
}

/** Reads the contracts, the tests and all they import. Throws when there is nothing to mutate or to test with. */
export function readProject(root: string): Project {
  const listed = (pattern: string) => globSync(pattern, { cwd: root }).map(asPosix).sort();
  const mutated = listed(CONTRACTS).filter((file) => !NOT_MUTATED.test(file));
  const tests = listed(TESTS);
  const supports = listed(SUPPORTS);
  if (mutated.length === 0) throw new Error(`${join(root, CONTRACTS)} has no file to mutate`);
  if (tests.length === 0) throw new Error(`${join(root, TESTS)} has no test that could kill a mutant`);
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
  for (const file of [...mutated, ...tests, ...supports]) add(file, root);
  return { sources, mutated, tests, supports, deployed: deployedBy(sources, mutated) };
}

/** The text that the bytes stand for. */
export const asText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
