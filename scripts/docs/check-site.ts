import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Tags that make a browser fetch what they name, with the attribute that names it. */
const FETCHED =
  /<(?:script|img|iframe|source|video|audio)\b[^>]*?\ssrc="([^"]+)"|<link\b[^>]*?\shref="([^"]+)"/g;
const LINK = /<a\b[^>]*?\shref="([^"]+)"/g;
const ANCHOR = /\sid="([^"]+)"/g;

const isOutside = (target: string) => /^([a-z][a-z+.-]*:|\/\/)/i.test(target);
const textOf = (attribute: string) =>
  attribute
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");

/** What a check of the links of a built site found. */
export interface SiteCheck {
  readonly links: number;
  readonly problems: readonly string[];
}

/**
 * Checks every link inside a built site, and that no page fetches anything from another host. Throws when there is no page
 * or no link: then nothing was checked.
 */
export function checkSite(folder: string): SiteCheck {
  const pages = globSync("**/*.html", { cwd: folder }).map((path) => path.replaceAll("\\", "/"));
  if (pages.length === 0) throw new Error(`${folder} holds no page`);
  const htmlOf = new Map(pages.map((page) => [page, readFileSync(join(folder, page), "utf8")]));
  const anchorsOf = new Map(
    [...htmlOf].map(([page, html]) => [
      page,
      new Set([...html.matchAll(ANCHOR)].map(([, id = ""]) => textOf(id))),
    ]),
  );
  const problems: string[] = [];
  let links = 0;

  const problemOf = (page: string, target: string): string | undefined => {
    const [path = "", anchor = ""] = target.split("#");
    const absolute = path === "" ? `/${page}` : posix.resolve("/", posix.dirname(page), decodeURI(path));
    const file = `${absolute.slice(1)}${path.endsWith("/") || absolute === "/" ? "/index.html" : ""}`.replace(
      /^\//,
      "",
    );
    const anchors = anchorsOf.get(file);
    if (anchors === undefined) return existsSync(join(folder, file)) ? undefined : `there is no ${file}`;
    if (anchor !== "" && !anchors.has(decodeURIComponent(anchor))) return `${file} has no heading #${anchor}`;
    return undefined;
  };

  for (const [page, html] of htmlOf) {
    for (const [, source = "", link = ""] of html.matchAll(FETCHED)) {
      const fetched = source || link;
      const isHere = !isOutside(fetched) || fetched.startsWith("data:");
      if (!isHere) problems.push(`${page} fetches ${fetched} from another host`);
    }
    for (const [, attribute = ""] of html.matchAll(LINK)) {
      const target = textOf(attribute);
      if (isOutside(target)) continue;
      links += 1;
      const problem = problemOf(page, target);
      if (problem !== undefined) problems.push(`${page} links to ${target}: ${problem}`);
    }
  }
  if (links === 0) throw new Error(`${folder} has no link between its pages`);
  return { links, problems };
}
