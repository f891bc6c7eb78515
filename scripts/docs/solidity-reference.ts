import { posix } from "node:path";
import type { Group } from "./contents.ts";
import { anchorOf } from "./markdown.ts";
import type { Declaration, DeclarationKind, NatSpec } from "./natspec.ts";

/** Folder of the reference on the site. */
const FOLDER = "reference/contracts";

const SECTIONS: readonly (readonly [DeclarationKind, string])[] = [
  ["function", "Functions"],
  ["event", "Events"],
  ["error", "Errors"],
  ["struct", "Structs"],
  ["enum", "Enums"],
  ["type", "Types"],
  ["constant", "Constants"],
];

/** Names of the pages: of the files they are made of. */
type PageNames = ReadonlySet<string>;

const pageName = (file: string) => posix.basename(file, ".sol");
const placeOf = (file: string) => `${FOLDER}/${pageName(file)}.md`;
const roomOf = (file: string) => posix.basename(posix.dirname(file));
const capitalised = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;

/** NatSpec as Markdown: angle brackets are text, and a name in code that has a page is a link to it. */
const proseOf = (text: string, names: PageNames): string =>
  text.replace(/`([^`]+)`|[<>]/g, (all, code: string | undefined) => {
    if (code === undefined) return all === "<" ? "&lt;" : "&gt;";
    return names.has(code) ? `[\`${code}\`](${code}.md)` : all;
  });

const cellOf = (text: string, names: PageNames) => proseOf(text, names).replaceAll("|", "\\|");

/** Paragraphs as Markdown: indented lines become a block of their own, lines of a table a table. */
const paragraphsOf = (text: string, names: PageNames): string =>
  proseOf(text, names)
    .replace(/(?:\n {2}.*)+/g, (lines) => `\n\n${fenced("text", lines.replaceAll("\n  ", "\n").trim())}`)
    .replace(/(^|\n)([^|\n].*)\n(?=\|)/g, "$1$2\n\n");

function tableOf(heads: readonly [string, string], rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const lines = [heads, ["---", "---"], ...rows].map(([first, second]) => `| ${first} | ${second} |`);
  return [lines.join("\n")];
}

const paramRows = (params: NatSpec["params"], names: PageNames) =>
  params.map(([name, meaning]) => [`\`${name}\``, cellOf(meaning, names)] as const);

/** A name and the rest of what `@return` says. */
function returned(text: string): readonly [string, string] {
  const [name = "", ...meaning] = text.split(" ");
  return [name, meaning.join(" ")];
}

function partsOf({ kind, natspec, source }: Declaration, names: PageNames): string[] {
  const isPlainContract = kind === "contract" && !/\sis\s/.test(source);
  return [
    ...(isPlainContract ? [] : [fenced("solidity", source)]),
    ...[natspec.notice, natspec.dev].filter((text) => text !== "").map((text) => paragraphsOf(text, names)),
    ...tableOf(["parameter", "meaning"], paramRows(natspec.params, names)),
    ...tableOf(["returns", "meaning"], paramRows(natspec.returns.map(returned), names)),
  ];
}

/** The members of a contract, or of the file itself, sorted by their kind. */
function membersOf(owner: string, declarations: readonly Declaration[], names: PageNames, level: string) {
  return SECTIONS.flatMap(([kind, heading]) => {
    const members = declarations.filter((each) => each.kind === kind && each.owner === owner);
    if (members.length === 0) return [];
    const texts = members.flatMap((member) => [`${level}# ${member.name}`, ...partsOf(member, names)]);
    return [`${level} ${heading}`, ...texts];
  });
}

function renderPage(file: string, declarations: readonly Declaration[], names: PageNames): string {
  const contracts = declarations.filter(({ kind }) => kind === "contract");
  const isAlone = contracts.length === 1 && contracts[0]?.name === pageName(file);
  const parts = [
    `# ${pageName(file)}`,
    `Declared in \`${file}\`.`,
    ...membersOf("", declarations, names, "##"),
    ...contracts.flatMap((contract) => [
      ...(isAlone ? [] : [`## ${contract.name}`]),
      ...(contract.natspec.title === "" ? [] : [`**${proseOf(contract.natspec.title, names)}**`]),
      ...partsOf(contract, names),
      ...membersOf(contract.name, declarations, names, isAlone ? "##" : "###"),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What a page is about: the title of its contract, or the first sentence on its first declaration. */
function summaryOf(file: string, declarations: readonly Declaration[]): string {
  const main = declarations.find(({ name }) => name === pageName(file)) ?? declarations[0];
  const { title = "", notice = "" } = main?.natspec ?? {};
  const [sentence = ""] = notice.split(/(?<=\.)\s/);
  return title === "" ? sentence : title.replace(/^\w+: /, "");
}

/** A generated reference: its pages by their places on the site, and the groups of its menu. */
export interface Reference {
  readonly pages: ReadonlyMap<string, string>;
  readonly groups: readonly Group[];
  /** Where names of it are explained that other pages mention: place and anchor. */
  readonly names: ReadonlyMap<string, string>;
}

/** Kinds of which other pages mention the names. */
const MENTIONED: readonly DeclarationKind[] = ["error", "event"];

/** Writes a page for each Solidity file and an index of them, from their NatSpec. */
export function solidityReference(declarations: readonly Declaration[]): Reference {
  const files = [...new Set(declarations.map(({ file }) => file))];
  const names = new Set(files.map(pageName));
  const inFile = (file: string) => declarations.filter((each) => each.file === file);
  const rooms = [...new Set(files.map(roomOf))].map(
    (room) => [capitalised(room), files.filter((file) => roomOf(file) === room)] as const,
  );
  const index = [
    "# Contracts",
    "What outsiders of the contracts call, see, catch or pass, from the NatSpec: a page for each file.",
    ...rooms.flatMap(([heading, filesOfRoom]) => [
      `## ${heading}`,
      ...tableOf(
        ["file", "what it is"],
        filesOfRoom.map((file) => [
          `[${pageName(file)}](${pageName(file)}.md)`,
          cellOf(summaryOf(file, inFile(file)), names),
        ]),
      ),
    ]),
  ];
  const pages = new Map(files.map((file) => [placeOf(file), renderPage(file, inFile(file), names)]));
  pages.set(`${FOLDER}/index.md`, `${index.join("\n\n")}\n`);
  const groups = rooms.map(([text, filesOfRoom]) => ({
    text,
    entries: filesOfRoom.map((file) => ({ text: pageName(file), page: placeOf(file) })),
  }));
  const mentioned = declarations.filter(({ kind }) => MENTIONED.includes(kind));
  const anchors = mentioned.map(({ file, name }) => [name, `${placeOf(file)}#${anchorOf(name)}`] as const);
  return { pages, groups, names: new Map(anchors) };
}
