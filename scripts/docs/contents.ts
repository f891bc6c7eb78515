import { posix } from "node:path";
import { type Section, sectionsOf } from "./markdown.ts";

/** A link of a menu; `page` is a path in the repository. */
export interface Entry {
  readonly text: string;
  readonly page: string;
}

/** A named group of pages in a menu. */
export interface Group {
  readonly text: string;
  readonly entries: readonly Entry[];
}

/** Links that begin an item of a list or a row of a table: `- [Terms](terms.md): …`, `| [open](open-deal.md) | …`. */
const LISTED = /^(?:[-*]|\|) +\[([^\]]+)\]\(([^)#\s]+\.md)(?:#[^)\s]*)?\)/gm;

function groupOf(index: string, { heading, body }: Section): Group {
  const entries = [...body.matchAll(LISTED)].map(([, text = "", target = ""]) => ({
    text,
    page: posix.join(posix.dirname(index), target),
  }));
  return { text: heading, entries };
}

/** The groups that an index page lists: a section each, with the links its lists and tables begin with. */
export const readContents = (index: string, markdown: string): Group[] =>
  sectionsOf(markdown)
    .map((section) => groupOf(index, section))
    .filter(({ entries }) => entries.length > 0);

/** Throws when the groups of an index lack one of these pages, or name one twice. */
export function requireComplete(index: string, groups: readonly Group[], pages: readonly string[]): void {
  const listed = groups.flatMap(({ entries }) => entries.map(({ page }) => page));
  const missing = pages.filter((page) => !listed.includes(page));
  const [twice] = listed.filter((page, place) => listed.indexOf(page) !== place);
  if (missing.length > 0) throw new Error(`${index} does not list ${missing.join(", ")}: add a link to each`);
  if (twice !== undefined) throw new Error(`${index} lists ${twice} twice`);
}
