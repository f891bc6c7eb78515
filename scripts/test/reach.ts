// Which tests a change can reach: those that import a changed file, by however many steps, and those that read it.

import { globSync, readFileSync } from "node:fs";
import { posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { askedFor, importsOf } from "../solc/sources.ts";

/** Source files with their text. */
export type Tree = ReadonlyMap<string, string>;

/** Where sources are. */
const SOURCES = "{contracts,sdk,apps,indexer,examples,scripts,test}/**/*.{ts,mts,mjs,sol}";
const NOT_SOURCES = /(^|\/)(node_modules|dist|\.ponder)\//;

/** What every test stands on. */
const EVERYTHING = new Set([
  ...["package.json", "package-lock.json", "tsconfig.json", "hardhat.config.ts", ".nvmrc"],
  ...["scripts/bootstrap.mjs", "scripts/quick-imports.mjs", "scripts/test.ts"],
]);

/** Tests that read files without importing them: a change of the first reaches the second. */
const READERS: readonly (readonly [changed: RegExp, tests: RegExp])[] = [
  // They read the whole tree.
  [/./, /^test\/architecture\//],
  [/\.md$|^docs\/|^llms\.txt$/, /^test\/docs\//],
  [/^sdk\//, /^test\/(docs\/|sdk\/[\w-]+\.test\.ts$|sdk\/secrets\/)/],
  // What runs as a process of its own.
  [/^(apps|sdk)\//, /^test\/cli\//],
  [/^indexer\//, /^test\/(indexer|cli|e2e|docs|examples)\//],
  [/^(scripts|examples)\//, /^test\/(scripts|examples|e2e)\//],
  [/^scripts\/(bench|docs|llms|test|words)/, /^test\/(docs|scripts|architecture)\//],
  // Artifacts, ABIs and tables of errors.
  [/^(contracts|test\/support\/contracts)\/.*\.sol$/, /^test\/(docs|contracts|scripts)\/.*\.test\.ts$/],
  [/^\.changeset\/|^CHANGELOG\.md$|\/package\.json$/, /^test\/(scripts|docs)\//],
];

const isTest = (file: string) => /^test\/.*\.(t\.sol|test\.ts)$/.test(file);

/** The source files of this repository. */
export function readTree(): Tree {
  const files = globSync(SOURCES).map((file) => file.replaceAll("\\", "/"));
  return new Map(
    files.filter((file) => !NOT_SOURCES.test(file)).map((file) => [file, readFileSync(file, "utf8")]),
  );
}

/** Test files that some of the changed files can reach, in ascending order. */
export function testsReachedBy(changed: readonly string[], tree: Tree): string[] {
  const tests = [...tree.keys()].filter(isTest).sort();
  if (changed.some((file) => EVERYTHING.has(file))) return tests;
  const reached = new Set(changed);
  const importers = importersOf(tree);
  // A set is walked in the order things were added, those added meanwhile included.
  for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
  const reads = (test: string) =>
    READERS.some(([of, by]) => by.test(test) && changed.some((file) => of.test(file)));
  return tests.filter((test) => reached.has(test) || reads(test));
}

function importersOf(tree: Tree): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  const sources = [...tree.keys()];
  for (const [file, text] of tree) {
    const isSolidity = file.endsWith(".sol");
    const imports = isSolidity ? importsOf(text) : typescriptImports(text);
    const artifacts = isSolidity ? askedFor(text) : [];
    const found = [
      ...imports.map((specifier) => resolveImport(file, specifier)),
      ...artifacts.map((name) => sources.find((source) => source === name || source.endsWith(`/${name}`))),
    ];
    for (const imported of found) {
      if (imported === undefined) continue;
      const known = importers.get(imported);
      if (known === undefined) importers.set(imported, [file]);
      else known.push(file);
    }
  }
  return importers;
}

const typescriptImports = (text: string) =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/** A file of this repository, or undefined for what comes from elsewhere. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  if (!/^(quittance|@quittance)(\/|$)/.test(specifier)) return undefined;
  try {
    const path = relative(process.cwd(), fileURLToPath(import.meta.resolve(specifier)));
    return path.replaceAll("\\", "/");
  } catch {
    return undefined;
  }
}
