import { globSync } from "node:fs";
import { type Tree, testsReachedBy } from "./reach.ts";

/** Test files to run, by their kind. */
export interface Choice {
  readonly solidity: readonly string[];
  readonly typescript: readonly string[];
}

/** Left out of `npm run test:quick`: invariants, and what starts indexers, commands, compilers or many chains. */
const NOT_QUICK = [
  "test/invariants/",
  "test/e2e/",
  "test/cli/",
  "test/docs/",
  "test/examples/",
  "test/indexer/",
  "test/scripts/",
  "test/model/",
  "test/sdk/browser.test.ts",
  "test/sdk/bound-actions.test.ts",
  "test/sdk/declarations.test.ts",
  "test/sdk/examples.test.ts",
];

const find = (pattern: string) =>
  globSync(pattern)
    .map((file) => file.replaceAll("\\", "/"))
    .sort();

/** Every test file. */
export function testFiles(): Choice {
  return { solidity: find("test/**/*.t.sol"), typescript: find("test/**/*.test.ts") };
}

/** Whether `npm run test:quick` runs a test file. */
export function isQuick(file: string): boolean {
  return !NOT_QUICK.some((place) => file.startsWith(place));
}

/** The files that were named, or all; of those the quick ones, or those that changes reach, where that is asked for. */
export function choose({
  files,
  quick,
  changed,
}: {
  readonly files: readonly string[];
  readonly quick: boolean;
  readonly changed: { readonly files: readonly string[]; readonly tree: Tree } | undefined;
}): Choice {
  const reached = changed && new Set(testsReachedBy(changed.files, changed.tree));
  const isChosen = (file: string) =>
    (!quick || isQuick(file)) && (reached === undefined || reached.has(file));
  const { solidity, typescript } = testFiles();
  const named = (kind: string, all: readonly string[]) =>
    files.length === 0 ? all : files.filter((file) => file.endsWith(kind));
  return {
    solidity: named(".sol", solidity).filter(isChosen),
    typescript: named(".ts", typescript).filter(isChosen),
  };
}
