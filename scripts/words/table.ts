import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Sequence } from "./identifier.ts";

/** Where a rule holds; everywhere when it does not say. */
interface Scope {
  /** Files, by name or, when there is a slash in it, by path; `*` and `**` stand for any part. */
  readonly in?: readonly string[];
  readonly not?: readonly string[];
  /** What must stand before the name, and after it: regular expressions, anchored at the name. */
  readonly before?: string;
  readonly after?: string;
  /** Why, where the rule is not plain. */
  readonly why?: string;
}

interface Rule extends Scope {
  readonly old: string;
  readonly new: string;
}

interface Kept extends Scope {
  readonly name: string;
  readonly why: string;
}

/** What `table.json` holds. */
export interface Table {
  /** Files that are not looked into: generated, or about the old words themselves. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
  /** EIP-712 types, whose definitions stay as they are until typed data becomes readable. */
  readonly typedData: readonly string[];
  /** Names that stay although they hold an old word. */
  readonly kept: readonly Kept[];
  /** Whole names. */
  readonly names: readonly Rule[];
  /** Words in a row, wherever they occur in a name. */
  readonly words: readonly Rule[];
  /** File names, with their endings, of which the words alone do not tell. */
  readonly files: readonly Rule[];
  /** Terms of art in running text. */
  readonly terms: readonly Rule[];
}

/** Where a name was found. */
export interface Place {
  /** From the root of the tree, with slashes. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The one table that the codemod and the architecture test share. */
export function readTable(): Table {
  return JSON.parse(readFileSync(new URL("./table.json", import.meta.url), "utf8"));
}

/** Whether a rule holds at a place. */
export function holdsAt(scope: Scope, place: Place): boolean {
  if (scope.in !== undefined && !scope.in.some((glob) => matchesFile(glob, place.file))) return false;
  if (scope.not?.some((glob) => matchesFile(glob, place.file))) return false;
  if (scope.before !== undefined && !patternOf(`(?:${scope.before})$`).test(place.before)) return false;
  return scope.after === undefined || patternOf(`^(?:${scope.after})`).test(place.after);
}

/** Whether a file is one that a glob means: of a name, or of a path when there is a slash in it. */
export function matchesFile(glob: string, file: string): boolean {
  const subject = glob.includes("/") ? file : basename(file);
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*/g, (stars) => (stars === "**/" ? "(?:.*/)?" : stars === "**" ? ".*" : "[^/]*"));
  return patternOf(`^${source}$`).test(subject);
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, "s");
  patterns.set(source, pattern);
  return pattern;
}

/** A rule of words as a sequence. */
export function sequenceOf(rule: Pick<Rule, "old" | "new">): Sequence {
  return { old: rule.old.split(" "), new: rule.new.split(" ") };
}
