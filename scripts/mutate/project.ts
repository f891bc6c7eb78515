import { join, posix } from "node:path";
import { askedFor, type ByteSources, listed, readSources, UNIT_TESTS } from "../solc/sources.ts";

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
const SUPPORTS = "test/support/contracts/**/*.sol";

/** Which of the mutated files the tests deploy. */
function deployedBy(sources: ByteSources, mutated: readonly string[]): string[] {
  const asked = new Set<string>();
  for (const [file, source] of sources) {
    if (!file.startsWith("test/")) continue;
    for (const name of askedFor(source)) asked.add(name);
  }
  return mutated.filter((file) => asked.has(file) || asked.has(posix.basename(file)));
}

/** Reads the contracts, the tests and all they import. Throws when there is nothing to mutate or to test with. */
export function readProject(root: string): Project {
  const mutated = listed(root, CONTRACTS).filter((file) => !NOT_MUTATED.test(file));
  // Invariants search for long, and find what these find.
  const tests = listed(root, UNIT_TESTS);
  const supports = listed(root, SUPPORTS);
  if (mutated.length === 0) throw new Error(`${join(root, CONTRACTS)} has no file to mutate`);
  if (tests.length === 0) throw new Error(`${join(root, UNIT_TESTS)} has no test that could kill a mutant`);
  const sources = readSources(root, [...mutated, ...tests, ...supports]);
  return { sources, mutated, tests, supports, deployed: deployedBy(sources, mutated) };
}
