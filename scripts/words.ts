// `npm run words`: lists every name of the tree that holds an old word, and exits with 1 when there is one.
// `npm run words -- --write`: gives names, files and folders their new words, as `words/table.json` has them.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeFinding, type FileChange, findChanges, findingsOf } from "./words/files.ts";
import { applyChanges, renamerOf } from "./words/rename.ts";
import { readTable } from "./words/table.ts";

/** Where this script and its tools are; `--root` may name another tree. */
const HERE = dirname(import.meta.dirname);

function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: { root: { type: "string" }, write: { type: "boolean" }, json: { type: "boolean" } },
  });
  const root = resolve(values.root ?? HERE);
  const table = readTable();
  const found = findChanges(root, table, renamerOf(table));
  if (values.write === true) write(root, found);
  report(found, values.json === true);
  if (found.length > 0 && values.write !== true) process.exitCode = 1;
}

function report(found: readonly FileChange[], asJson: boolean): void {
  const findings = findingsOf(found);
  if (asJson) {
    console.log(JSON.stringify(findings, null, 2));
    return;
  }
  for (const finding of findings) console.log(describeFinding(finding));
  console.log(`${findings.length} old words in ${found.length} files`);
}

function write(root: string, found: readonly FileChange[]): void {
  const written: string[] = [];
  for (const { file, newFile, text, changes } of found) {
    if (changes.length > 0) writeFileSync(join(root, file), applyChanges(text, changes));
    if (newFile !== file) move(root, file, newFile);
    if (changes.length > 0) written.push(newFile);
  }
  format(root, written);
}

function move(root: string, from: string, to: string): void {
  if (existsSync(join(root, to))) throw new Error(`${from} would become ${to}, which is there already`);
  mkdirSync(dirname(join(root, to)), { recursive: true });
  execFileSync("git", ["mv", from, to], { cwd: root });
  for (let folder = dirname(from); folder !== "."; folder = dirname(folder)) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    if (readdirSync(path).length > 0) break;
    rmdirSync(path);
  }
}

/** New names have other lengths and another order. */
function format(root: string, files: readonly string[]): void {
  const bin = (name: string) => join(HERE, "node_modules", ".bin", name);
  const run = (program: string, args: readonly string[], of: readonly string[]) => {
    for (let at = 0; at < of.length; at += 100) {
      execFileSync(bin(program), [...args, ...of.slice(at, at + 100)], {
        cwd: root,
        stdio: ["ignore", "ignore", "inherit"],
      });
    }
  };
  run(
    "biome",
    ["check", "--write", "--no-errors-on-unmatched", "--files-ignore-unknown=true"],
    files.filter((file) => /\.(?:ts|mjs|json)$/.test(file)),
  );
  run(
    "prettier",
    ["--write", "--log-level", "warn"],
    files.filter((file) => file.endsWith(".sol")),
  );
}

main(process.argv.slice(2));
