import { posix } from "node:path";
import { mapLinks } from "./markdown.ts";

/** Folder of the site for files of the repository that a page links to and that are no pages. */
const SOURCES = "source";

/** Where a Markdown file of the repository is on the site; undefined for other files. */
export function sitePathOf(file: string): string | undefined {
  if (/^[A-Z]+\.md$/.test(file)) return file.toLowerCase();
  const [, workspace] = /^(contracts|sdk|indexer|apps\/[\w-]+)\/README\.md$/.exec(file) ?? [];
  if (workspace !== undefined) return `packages/${workspace.replace("/", "-")}.md`;
  if (!file.startsWith("docs/") || !file.endsWith(".md")) return undefined;
  return file.slice("docs/".length).replace(/(^|\/)README\.md$/, "$1index.md");
}

/** Where the copy of a file of the repository is on the site; VitePress leaves out what begins with a dot. */
export const sourcePathOf = (file: string): string =>
  `${SOURCES}/${file.replace(/(^|\/)\./g, "$1").replace(/\.md$/, "")}.md`;

const isOutside = (target: string) => /^[a-z][a-z+.-]*:/i.test(target);

/** Files of the repository. */
export interface Files {
  readonly exists: (path: string) => boolean;
  readonly read: (path: string) => string;
}

/** A drawing as a part of its page, in the colours of the theme; a narrow screen scrolls it. */
export function inlineSvg(svg: string, description: string): string {
  const label = description.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const drawing = svg
    .replace(/<\?xml[^>]*>\s*/, "")
    .replace(/\s*<style>[\s\S]*?<\/style>/g, "")
    .replace(/<svg([^>]*?) color="[^"]*"/, `<svg$1 role="img" aria-label="${label}"`)
    .replace(/\n\s*\n/g, "\n")
    .trim();
  return `<div class="drawing" tabindex="0">\n${drawing}\n</div>`;
}

/** A page of the site. */
export interface SitePage {
  readonly text: string;
  /** Files that it links to and that have to be copied. */
  readonly sources: readonly string[];
}

/**
 * A page of the repository as the site has it: links lead to pages of the site and to copies of other files, drawings are
 * part of the page. `file` is its path in the repository, `place` the one on the site. Throws when a link leads nowhere.
 */
export function toSitePage(file: string, place: string, markdown: string, { exists, read }: Files): SitePage {
  const sources = new Set<string>();
  const fileOf = (target: string) => {
    const linked = posix.join(posix.dirname(file), target);
    if (!exists(linked)) throw new Error(`${file} links to ${target}: there is no file ${linked}`);
    return linked;
  };
  const drawn = markdown.replace(
    /^!\[([^\]]*)\]\(([^)\s]+)\)$/gm,
    (_, description: string, target: string) => {
      if (!target.endsWith(".svg")) throw new Error(`${file} shows ${target}: only SVG files can be shown`);
      return inlineSvg(read(fileOf(target)), description);
    },
  );
  const text = mapLinks(drawn, (target) => {
    const [path = "", anchor] = target.split("#");
    if (isOutside(target) || path === "") return target;
    const linked = fileOf(path);
    const page = sitePathOf(linked);
    if (page === undefined) sources.add(linked);
    const way = posix.relative(posix.dirname(place), page ?? sourcePathOf(linked));
    return anchor === undefined || page === undefined ? way : `${way}#${anchor}`;
  });
  return { text, sources: [...sources] };
}

const LANGUAGES: Readonly<Record<string, string>> = {
  json: "json",
  md: "md",
  mjs: "js",
  sol: "solidity",
  ts: "ts",
  yml: "yaml",
};

/** A file of the repository as a page of the site. */
export function sourcePage(file: string, content: string): string {
  const language = LANGUAGES[file.split(".").at(-1) ?? ""] ?? "text";
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `---\nsearch: false\n---\n\n# ${file}\n\n${fence}${language}\n${content.trimEnd()}\n${fence}\n`;
}
