import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { findWorkspaces, type Workspace } from "../release/packages.ts";

/** A line of llms.txt: a page, its path from the root, and what it is about in one sentence. */
export interface Entry {
  readonly path: string;
  readonly title: string;
  readonly description: string;
}

const FENCED = /^```[^\n]*\n[\s\S]*?^```/gm;

/** A text without links, of which the words stay. */
const withoutLinks = (markdown: string) => markdown.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");

/** The heading of a page. Throws when it has none. */
export function titleOf(path: string, markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown.replace(FENCED, ""))?.[1];
  if (title === undefined) throw new Error(`${path} has no heading "# …": llms.txt needs its title.`);
  return withoutLinks(title);
}

/** The first sentence of the first paragraph of a page. Throws when it has no paragraph. */
export function firstSentence(path: string, markdown: string): string {
  const paragraph = markdown
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .replace(FENCED, "")
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .find((block) => /^[\p{L}\d`*[]/u.test(block));
  if (paragraph === undefined)
    throw new Error(`${path} has no paragraph: llms.txt takes its first sentence.`);
  const text = withoutLinks(paragraph).replaceAll(/\s+/g, " ");
  return /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
}

/** What the lists of a page say about the pages they link to: `- [Title](path): what it is about`. */
export function listedDescriptions(path: string, markdown: string): Map<string, string> {
  const items = markdown.replace(FENCED, "").matchAll(/^[-*] \[[^\]]+\]\(([^)#\s]+)\): (.+(?:\n {2}.+)*)/gm);
  return new Map(
    [...items].map(([, target = "", description = ""]) => [
      posix.join(posix.dirname(path), target),
      withoutLinks(description).replaceAll(/\s+/g, " "),
    ]),
  );
}

/** Pages that a page links to, in that order. */
function linkedPages(path: string, markdown: string): string[] {
  const links = markdown.replace(FENCED, "").matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g);
  return [...new Set([...links].map(([, target = ""]) => posix.join(posix.dirname(path), target)))];
}

/** Pages of the docs, without those that a command writes into a folder that git ignores. */
export function docsPages(root: string): string[] {
  const ignored = readFileSync(join(root, ".gitignore"), "utf8")
    .split("\n")
    .flatMap((line) => /^\/?(docs\/.+\/)$/.exec(line)?.[1] ?? []);
  return globSync("docs/**/*.md", {
    cwd: root,
    exclude: (path) => /(^|[\\/])(node_modules|\..+)$/.test(path),
  })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !ignored.some((folder) => path.startsWith(folder)))
    .sort();
}

type Section = [heading: string, entries: Entry[]];

/** Workspaces that have a README: the packages that users install, and the examples. */
async function workspaceSections(root: string): Promise<Section[]> {
  const { workspaces: declared } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (declared === undefined) return [];
  const workspaces = (await findWorkspaces(root)).filter(({ folder }) =>
    existsSync(join(root, folder, "README.md")),
  );
  const entriesOf = (chosen: readonly Workspace[]): Entry[] =>
    chosen.map(({ folder, manifest: { name, description = "" } }) => {
      if (description === "")
        throw new Error(`${folder}/package.json has no "description": llms.txt needs it.`);
      return { path: `${folder}/README.md`, title: name, description };
    });
  const sections: Section[] = [
    ["Packages", entriesOf(workspaces.filter(({ manifest }) => manifest.private !== true))],
    ["Examples", entriesOf(workspaces.filter(({ folder }) => folder.split("/")[0] === "examples"))],
  ];
  return sections.filter(([, entries]) => entries.length > 0);
}

/** The sections of llms.txt: packages, examples, each folder of docs, and the pages at the root that users read. */
export async function sectionsOf(root: string): Promise<Section[]> {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const pages = docsPages(root);
  const indexes = pages.filter((path) => posix.basename(path) === "README.md");
  const descriptionsIn = (path: string) => [...listedDescriptions(path, read(path))];
  const described = new Map([
    ...indexes.flatMap(descriptionsIn).filter(([path]) => pages.includes(path)),
    ...descriptionsIn("README.md"),
  ]);
  const entryOf = (path: string): Entry => {
    const markdown = read(path);
    const description = described.get(path) ?? firstSentence(path, markdown);
    return { path, title: titleOf(path, markdown), description };
  };
  const folders = [...new Set(pages.map((path) => dirname(path)))].sort();
  const sections = folders.map((folder): Section => {
    const index = `${folder}/README.md`;
    const guide = existsSync(join(root, index)) ? index : "README.md";
    const order = [
      guide,
      ...listedDescriptions(guide, read(guide)).keys(),
      ...linkedPages(guide, read(guide)),
    ];
    const rank = (path: string) => (order.includes(path) ? order.indexOf(path) : order.length);
    const inFolder = pages
      .filter((path) => dirname(path) === folder)
      .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    const heading = guide === index ? titleOf(index, read(index)) : "Docs";
    return [heading, inFolder.map(entryOf)];
  });
  return [
    ["Start here", ["README.md", "SECURITY.md"].map(entryOf)],
    ...(await workspaceSections(root)),
    ...sections,
    ["Optional", ["CHANGELOG.md", "CONTRIBUTING.md"].map(entryOf)],
  ];
}

/**
 * The text of llms.txt. Everything above its first section is written by hand and taken from `current`; the sections
 * are generated.
 */
export function renderLlms(
  current: string,
  sections: readonly (readonly [string, readonly Entry[]])[],
): string {
  const [head = ""] = current.split(/^## /m);
  const lists = sections.map(([heading, entries]) => {
    const lines = entries.map(({ path, title, description }) => `- [${title}](${path}): ${description}`);
    return `## ${heading}\n\n${lines.join("\n")}\n`;
  });
  return [`${head.trim()}\n`, ...lists].join("\n");
}
