import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataSites } from "./data.ts";
import { markdownSites, treeSites } from "./markdown.ts";
import type { Change, Renamer } from "./rename.ts";
import type { Site } from "./sites.ts";
import { soliditySites } from "./solidity.ts";
import { matchesFile, type Table } from "./table.ts";
import { typescriptSites } from "./typescript.ts";

/** What is wrong with one file. */
export interface FileChange {
  /** From the root, with slashes. */
  readonly file: string;
  /** Its path by the new words; the same when that is right. */
  readonly newFile: string;
  readonly text: string;
  readonly changes: readonly Change[];
}

const READERS: Readonly<Record<string, (text: string) => Site[]>> = {
  ts: typescriptSites,
  mjs: typescriptSites,
  sol: soliditySites,
  tree: treeSites,
  md: markdownSites,
  txt: markdownSites,
  json: dataSites,
};

/** What is written from the contracts gets its new names from them. */
const GENERATED = /^\/\/ Generated from the contracts\b/;

/** The files of a tree that git knows, sorted; new ones that it does not ignore among them. */
export function trackedFiles(root: string): string[] {
  const list = (...args: string[]) =>
    execFileSync("git", ["ls-files", "-z", ...args], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 })
      .split("\0")
      .filter((file) => file !== "");
  const gone = new Set(list("--deleted"));
  return list("--cached", "--others", "--exclude-standard")
    .filter((file) => !gone.has(file))
    .sort();
}

/** Everything in a tree that does not fit the table, file by file. */
export function findChanges(root: string, table: Table, renamer: Renamer): FileChange[] {
  return trackedFiles(root).flatMap((file) => {
    const place = { file, before: "", after: "" };
    const newFile = renamer.path(file, place);
    const reader = READERS[file.slice(file.lastIndexOf(".") + 1)];
    const isIgnored = table.ignored.some((ignored) => matchesFile(ignored.file, file));
    if (reader === undefined || isIgnored)
      return newFile === file ? [] : [{ file, newFile, text: "", changes: [] }];
    const text = readFileSync(join(root, file), "utf8");
    if (GENERATED.test(text)) return newFile === file ? [] : [{ file, newFile, text, changes: [] }];
    const changes = renamer.text(text, reader(text), file);
    return newFile === file && changes.length === 0 ? [] : [{ file, newFile, text, changes }];
  });
}

/** One old word, as it is reported. */
export interface Finding {
  readonly kind: Change["kind"] | "file";
  readonly file: string;
  /** Counted from 1; 0 for the file's own name. */
  readonly line: number;
  readonly old: string;
  readonly new: string;
}

/** What was found, one by one. */
export function findingsOf(found: readonly FileChange[]): Finding[] {
  return found.flatMap(({ file, newFile, text, changes }) => [
    ...(newFile === file ? [] : [{ kind: "file" as const, file, line: 0, old: file, new: newFile }]),
    ...changes.map(({ kind, start, old, new: replaced }) => {
      const line = text.slice(0, start).split("\n").length;
      return { kind, file, line, old, new: replaced };
    }),
  ]);
}

/** `file:line: old → new`. */
export function describeFinding({ file, line, old, new: replaced }: Finding): string {
  return `${file}${line === 0 ? "" : `:${line}`}: ${old} → ${replaced}`;
}
