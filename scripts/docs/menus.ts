import { type Entry, type Group, readContents, requireComplete } from "./contents.ts";
import { titleOf } from "./markdown.ts";
import type { Reference } from "./solidity-reference.ts";

/** An item of VitePress's navigation or sidebar. */
export interface MenuItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly activeMatch?: string;
  readonly items?: readonly MenuItem[];
}

/** What VitePress shows around the pages. */
export interface Menus {
  readonly nav: readonly MenuItem[];
  readonly sidebar: Readonly<Record<string, readonly MenuItem[]>>;
}

/** A link to a page of the site, such as `/operations/`. */
export const linkTo = (place: string): string =>
  `/${place.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "")}`;

const itemsOf = (groups: readonly Group[], collapsed?: boolean): MenuItem[] =>
  groups.map(({ text, entries }) => ({
    text,
    ...(collapsed === undefined ? {} : { collapsed }),
    items: entries.map((entry) => ({ text: entry.text, link: linkTo(entry.page) })),
  }));

const OPERATIONS = "operations/index.md";

/** The pages that menus are made of, by their places on the site. */
export interface MenuPages {
  /** Text of each page of the repository, with links of the site. */
  readonly pages: ReadonlyMap<string, string>;
  readonly contents: string;
  readonly contracts: Reference;
  readonly sdk: Reference;
}

function requirePage(pages: ReadonlyMap<string, string>, place: string): string {
  const text = pages.get(place);
  if (text === undefined) throw new Error(`the site has no page ${place}`);
  return text;
}

/** Pages under their own titles, instead of the words that link to them. */
const titled = (groups: readonly Group[], pages: ReadonlyMap<string, string>): Group[] =>
  groups.map(({ text, entries }) => ({
    text,
    entries: entries.map(({ page }) => ({ text: titleOf(page, requirePage(pages, page)), page })),
  }));

/** Menus from the indexes of the pages. Throws when a page is on neither of them, or on one twice. */
export function menusOf({ pages, contents, contracts, sdk }: MenuPages): Menus {
  const groups = readContents("index.md", contents);
  const operations = titled(readContents(OPERATIONS, requirePage(pages, OPERATIONS)), pages);
  const isOperation = (page: string) => page.startsWith("operations/") && page !== OPERATIONS;
  const others = [...pages.keys()].filter((page) => !isOperation(page) && page !== "index.md");
  requireComplete("docs/README.md", groups, others);
  requireComplete("docs/operations/README.md", operations, [...pages.keys()].filter(isOperation));

  const references: readonly (readonly [string, string, Reference])[] = [
    ["Contracts", "reference/contracts/", contracts],
    ["SDK", "reference/sdk/", sdk],
  ];
  const generated: Entry[] = references.map(([text, folder]) => ({ text, page: `${folder}index.md` }));
  const whole = groups.map((group) =>
    group.text === "Reference" ? { ...group, entries: [...group.entries, ...generated] } : group,
  );
  if (!whole.some(({ text }) => text === "Reference")) {
    throw new Error('docs/README.md has no section "Reference" for the reference of contracts and SDK');
  }
  const general = itemsOf(whole);
  const nav = general.map(({ text, items = [] }) => {
    const [only] = items;
    return items.length === 1 && only?.link !== undefined ? { text, link: only.link } : { text, items };
  });
  const overview = (text: string, folder: string): MenuItem => ({ text, link: `/${folder}` });
  const sidebar = {
    "/operations/": [overview("Overview", "operations/"), ...itemsOf(operations, false)],
    ...Object.fromEntries(
      references.map(([text, folder, { groups: rooms }]) => [
        `/${folder}`,
        [overview(text, folder), ...itemsOf(rooms, true)],
      ]),
    ),
    "/": general,
  };
  return { nav, sidebar };
}
