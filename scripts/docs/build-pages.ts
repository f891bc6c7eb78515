import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { homePage } from "./home-page.ts";
import { linkNames, withoutTemplates } from "./markdown.ts";
import { linkTo, type Menus, menusOf } from "./menus.ts";
import { operationPageOf } from "./pages.ts";
import { type SitePage, sitePathOf, sourcePage, sourcePathOf, toSitePage } from "./site-pages.ts";
import type { Reference } from "./solidity-reference.ts";

/** Where the site is made; git ignores it. */
export const SITE = "cache/site";
export const PAGES = `${SITE}/pages`;
const MENUS = `${SITE}/menus.json`;

/** Where the home page leads first. */
const ACTIONS: readonly (readonly [text: string, place: string])[] = [
  ["Get started", "readme.md"],
  ["Lifecycle", "lifecycle.md"],
  ["Operations", "operations/index.md"],
  ["SDK reference", "reference/sdk/index.md"],
];

/** A folder is no file that a page could show. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const FILES = { exists: isFile, read: (path: string) => readFileSync(path, "utf8") };

/** Files of the repository that become pages. */
export const repositoryPages = (): string[] =>
  globSync(["*.md", "docs/**/*.md", "{contracts,sdk,indexer,apps/*}/README.md"])
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => sitePathOf(path) !== undefined)
    .sort();

/** The references of contracts and SDK, which take long to make and change less often than the pages. */
export interface References {
  readonly contracts: Reference;
  readonly sdk: Reference;
}

function pageAt(file: string, place: string, markdown: string): SitePage {
  return toSitePage(file, place, markdown, FILES);
}

/** Name and sentence of the project, as the package of its library has them. */
function projectOf(): { readonly name: string; readonly sentence: string } {
  const { name, description } = JSON.parse(FILES.read("sdk/package.json"));
  return { name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, sentence: description };
}

/**
 * Where a name in code leads: errors and events to the contracts, functions to the SDK. The name of an operation means the
 * one of the SDK only in a line that says so.
 */
function linkOf(
  { contracts, sdk }: References,
  place: string,
  name: string,
  line: string,
): string | undefined {
  const isOperation = FILES.exists(operationPageOf(name));
  const target =
    contracts.names.get(name) ?? (isOperation && !line.startsWith("SDK:") ? undefined : sdk.names.get(name));
  return target === undefined ? undefined : posix.relative(posix.dirname(place), target);
}

/** Every page of the site by its place, and the menus. */
export function renderSite(references: References): {
  pages: ReadonlyMap<string, string>;
  menus: Menus;
} {
  const { contracts, sdk } = references;
  const made = new Map<string, SitePage>();
  for (const file of repositoryPages()) {
    const place = sitePathOf(file);
    if (place !== undefined) made.set(place, pageAt(file, place, FILES.read(file)));
  }
  const texts = new Map([...made].map(([place, { text }]) => [place, text]));
  const contents = texts.get("index.md") ?? "";
  const menus = menusOf({ pages: texts, contents, contracts, sdk });
  const actions = ACTIONS.map(([text, place]) => ({ text, link: linkTo(place) }));
  const linked = [...texts].map(
    ([place, text]) =>
      [place, linkNames(text, (name, line) => linkOf(references, place, name, line))] as const,
  );
  const sources = new Set([...made.values()].flatMap((page) => page.sources));
  const copies = [...sources].map(
    (file) => [sourcePathOf(file), sourcePage(file, FILES.read(file))] as const,
  );
  const home = homePage({ ...projectOf(), actions, contents });
  const all = [...linked, ["index.md", home] as const, ...copies, ...contracts.pages, ...sdk.pages];
  return { pages: new Map(all.map(([place, text]) => [place, withoutTemplates(text)])), menus };
}

/** Writes pages and menus for VitePress, those that changed only, and removes what is no page any more. */
export function writeSite(references: References): number {
  const { pages, menus } = renderSite(references);
  for (const old of globSync("**/*.md", { cwd: PAGES })) {
    if (!pages.has(old.replaceAll("\\", "/"))) rmSync(join(PAGES, old));
  }
  for (const [place, text] of pages) {
    const path = join(PAGES, place);
    if (existsSync(path) && FILES.read(path) === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(MENUS, JSON.stringify({ ...projectOf(), ...menus }));
  return pages.size;
}

/** What the configuration of VitePress takes over. Throws when the pages have not been made. */
export function readMenus(): Menus & { readonly name: string; readonly sentence: string } {
  if (!existsSync(MENUS)) throw new Error(`${MENUS} is missing. Run: npm run docs:build`);
  return JSON.parse(FILES.read(MENUS));
}
