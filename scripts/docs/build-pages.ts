import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { actionsOf, homePage } from "./home-page.ts";
import { linkTo, type Menus, menusOf } from "./menus.ts";
import { type SitePage, sitePathOf, sourcePage, sourcePathOf, toSitePage } from "./site-pages.ts";
import type { Reference } from "./solidity-reference.ts";

/** Where the site is made; git ignores it. */
export const SITE = "cache/site";
export const PAGES = `${SITE}/pages`;
const MENUS = `${SITE}/menus.json`;

const CONTENTS = "docs/README.md";

const FILES = { exists: existsSync, read: (path: string) => readFileSync(path, "utf8") };

/** Files of the repository that become pages. */
export const repositoryPages = (): string[] =>
  globSync(["*.md", "docs/**/*.md"])
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

/** Every page of the site by its place, and the menus. */
export function renderSite({ contracts, sdk }: References): {
  pages: ReadonlyMap<string, string>;
  menus: Menus;
} {
  const made = new Map<string, SitePage>();
  for (const file of repositoryPages()) {
    const place = sitePathOf(file);
    if (place !== undefined) made.set(place, pageAt(file, place, FILES.read(file)));
  }
  const texts = new Map([...made].map(([place, { text }]) => [place, text]));
  const contents = pageAt(CONTENTS, "index.md", FILES.read(CONTENTS));
  const { groups, ...menus } = menusOf({ pages: texts, contents: contents.text, contracts, sdk });
  const actions = actionsOf(groups, linkTo);
  const home = homePage({ ...projectOf(), actions, contents: contents.text });
  const sources = new Set([contents, ...made.values()].flatMap((page) => page.sources));
  const copies = [...sources].map(
    (file) => [sourcePathOf(file), sourcePage(file, FILES.read(file))] as const,
  );
  const pages = new Map([...texts, ["index.md", home], ...copies, ...contracts.pages, ...sdk.pages]);
  return { pages, menus };
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
