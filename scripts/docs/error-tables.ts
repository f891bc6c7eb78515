import { posix } from "node:path";
import type { ContractErrorFacts, ErrorFacts } from "./contract-errors.ts";

/** Finds what is known of an error of the contracts or a class of the SDK. */
export type Explain = (name: string) => ErrorFacts | undefined;

/** Path of the page of an operation, by the function's name; undefined when there is none. */
export type PageOf = (functionName: string) => string | undefined;

const END = "<!-- end of errors -->";
const CHOSEN =
  "<!-- errors: the first column is written by hand, `npm run docs:errors` writes the others -->";
const ALL = "<!-- all errors of the contracts: `npm run docs:errors` writes them -->";
const TABLE_HEAD = "| error | thrown when | what to do |\n|---|---|---|";
const INDEX_HEAD = "| error | SDK class | explained on |\n|---|---|---|";

/** Names with a capital inside, outside code and links: functions, fields, events. */
const NAME = /(`[^`]*`|\[[^\]]*\]\([^)]*\))|\b(?:[a-z][a-z0-9]*|[A-Z][a-z0-9]+)[A-Z]\w*\b/g;

/** Replaces what stands between a marker and its end. Throws when a marker has no end. */
function replaceBlocks(
  page: string,
  text: string,
  marker: string,
  render: (block: string) => string,
): string {
  const [before = "", ...rest] = text.split(marker);
  return rest.reduce((done, piece) => {
    const end = piece.indexOf(END);
    if (end < 0) throw new Error(`${page}: a table of errors has no "${END}"`);
    return `${done}${marker}\n\n${render(piece.slice(0, end))}\n\n${piece.slice(end)}`;
  }, before);
}

const cell = (text: string) => text.replaceAll("|", "\\|");

/** Sets names in code; a function with a page of its own becomes a link to it. */
function withNames(text: string, page: string, pageOf: PageOf): string {
  return text.replace(NAME, (name: string, kept: string | undefined) => {
    if (kept !== undefined) return kept;
    const target = pageOf(name);
    if (target === undefined || target === page) return `\`${name}\``;
    return `[\`${name}\`](${posix.relative(posix.dirname(page), target)})`;
  });
}

/** Names in the first cells of a table's rows. Throws when a row has none. */
function chosenErrors(page: string, block: string): string[] {
  const rows = block.split("\n").filter((line) => line.startsWith("|"));
  return rows
    .filter((line) => !/^\|[\s:|-]+\|$/.test(line) && !/^\| error \|/.test(line))
    .map((line) => {
      const name = /^\|\s*`(\w+)`\s*\|/.exec(line)?.[1];
      if (name === undefined) throw new Error(`${page}: a row of the error table names no error: ${line}`);
      return name;
    });
}

/**
 * Fills the tables of a page whose first column is written by hand. Throws when a page with errors has no such table, or
 * one of them names an error that does not exist.
 */
export function fillTables(page: string, text: string, explain: Explain, pageOf: PageOf): string {
  if (!text.includes(CHOSEN)) throw new Error(`${page} has no table of errors: add the line ${CHOSEN}`);
  return replaceBlocks(page, text, CHOSEN, (block) => {
    const rows = chosenErrors(page, block).map((name) => {
      const facts = explain(name);
      if (facts === undefined) throw new Error(`${page} names ${name}, and there is no such error`);
      const said = [facts.when, facts.remedy].map((each) => cell(withNames(each, page, pageOf)));
      return `| \`${name}\` | ${said.join(" | ")} |`;
    });
    return [TABLE_HEAD, ...rows].join("\n");
  });
}

/** Names of the errors in a page's tables. */
export function errorsOn(page: string, text: string): string[] {
  const names: string[] = [];
  replaceBlocks(page, text, CHOSEN, (block) => {
    names.push(...chosenErrors(page, block));
    return "";
  });
  return names;
}

/**
 * Writes the index of all errors of the contracts, each with the pages that explain it. Throws when no page explains one
 * of them.
 */
export function fillIndex(
  page: string,
  text: string,
  errors: ReadonlyMap<string, ContractErrorFacts>,
  explainedOn: (name: string) => readonly string[],
): string {
  if (!text.includes(ALL)) throw new Error(`${page} has no index of errors: add the line ${ALL}`);
  return replaceBlocks(page, text, ALL, () => {
    const rows = [...errors.keys()].sort().map((name) => {
      const { signature, className } = errors.get(name) ?? {};
      const explained = explainedOn(name);
      if (explained.length === 0) throw new Error(`no page of an operation explains ${name}: add it to one`);
      const targets = explained
        .toSorted()
        .map((target) => [posix.basename(target, ".md"), posix.relative(posix.dirname(page), target)])
        .map(([label, target]) => `[${label}](${target}#errors)`);
      return `| <a id="error-${name}"></a>\`${signature}\` | \`${className}\` | ${targets.join(", ")} |`;
    });
    return [INDEX_HEAD, ...rows].join("\n");
  });
}
