import { globSync, readFileSync } from "node:fs";
import { anchorOf } from "../../../scripts/docs/markdown.ts";

/** Every page of the paper, relative to the repository. */
export function pages(): string[] {
  return globSync(["*.md", "docs/**/*.md", "{sdk,contracts,indexer,examples,apps/*}/README.md"])
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

export const readPage = (path: string): string => readFileSync(path, "utf8");

const FENCED = /^```([^\n]*)\n([\s\S]*?)^```/gm;

/** The fenced blocks of one language, in order. */
export function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(FENCED)]
    .filter(([, tag = ""]) => tag.trim() === language)
    .map(([, , body = ""]) => body);
}

/** The text without fenced blocks. */
export const prose = (markdown: string): string => markdown.replace(FENCED, "");

/** The text under a heading, up to the next one of its level or above. Throws when there is none. */
export function section(markdown: string, heading: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+ /, "") === heading && line.startsWith("#"));
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const level = /^#+/.exec(lines[start] ?? "")?.[0].length ?? 1;
  const length = lines.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** The body rows of all tables in a text, cell by cell. */
export function tableRows(markdown: string): string[][] {
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
  return rows
    .filter((line, index) => !isRule(line) && !isRule(rows[index + 1] ?? ""))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const isRule = (line: string) => /^\|[\s:|-]+\|$/.test(line);

/** The anchors of a page as GitHub makes them from its headings. */
export function anchors(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const names = [...prose(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const slug = anchorOf(heading);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(names);
}

/** Targets of the links in a text. */
export const links = (markdown: string): string[] =>
  [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
