import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import { Application, type DeclarationReflection, type ProjectReflection, ReflectionKind } from "typedoc";
import { anchorOf } from "./markdown.ts";
import { entryPointsOf, type Library, type PublicNames, readLibrary } from "./public-names.ts";
import type { Reference } from "./solidity-reference.ts";

/** Folder of the reference on the site. */
const FOLDER = "reference/sdk";
/** Heading of the files beside the main entry, in no room. */
const TOP = "Whole client";
/** Columns that a code block shows on a page without being scrolled. */
const COLUMNS = 66;

/** Left out: errors have tables of their own, and a page of an ABI would not be read. */
const isTold = (file: string, name: string) =>
  !/(^|\/)abi\//.test(file) && !(name.endsWith("Error") && name !== "BaseError");

const spaced = (name: string) => name.replaceAll("-", " ");
const capitalised = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const titleOf = (file: string) => capitalised(spaced(basename(file, ".ts")));
/** `file` is relative to the library. */
const placeOf = (file: string) => `${FOLDER}/${file.replace(/\.ts$/, ".md")}`;
/** The folder of the library that a file is in; files beside the main entry have none. */
const roomOf = (file: string) => file.split("/").slice(0, -1)[0] ?? "";

const OPTIONS = {
  plugin: ["typedoc-plugin-markdown"],
  tsconfig: "tsconfig.json",
  readme: "none",
  router: "module",
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  // `npm run typecheck` checks the types.
  skipErrorChecking: true,
  maxTypeConversionDepth: 3,
  sort: ["alphabetical"],
  groupOrder: ["Functions", "Variables", "Classes", "Interfaces", "Type Aliases"],
  treatWarningsAsErrors: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
  logLevel: "Warn",
  // Of the Markdown plugin.
  entryFileName: "index",
  expandParameters: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: true,
  hidePageHeader: true,
  hidePageTitle: true,
  interfacePropertiesFormat: "table",
  parametersFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  useHTMLAnchors: true,
  tableColumnSettings: { hideDefaults: true, hideInherited: true, hideModifiers: true, hideSources: true },
};

const isType = ({ kind }: DeclarationReflection) =>
  (kind & (ReflectionKind.Interface | ReflectionKind.TypeAlias)) !== 0;

/** One import statement for each name that users import the exports of a file from; what runs comes before types. */
function importsOf(names: PublicNames, members: readonly DeclarationReflection[]): string {
  const specifiers = [...new Set(members.map(({ name }) => names.get(name) ?? ""))];
  const lines = specifiers.map((specifier) => {
    const imported = members
      .filter(({ name }) => names.get(name) === specifier)
      .sort((a, b) => Number(isType(a)) - Number(isType(b)))
      .map((member) => (isType(member) ? `type ${member.name}` : member.name));
    const line = `import { ${imported.join(", ")} } from "${specifier}";`;
    return line.length <= COLUMNS ? line : `import {\n  ${imported.join(",\n  ")},\n} from "${specifier}";`;
  });
  return `\`\`\`ts\n${lines.join("\n")}\n\`\`\``;
}

/** First sentence on the first member that has one; what runs comes before types. */
function summaryOf(members: readonly DeclarationReflection[]): string {
  const values = members.filter((member) => !isType(member));
  for (const { comment, signatures } of [...values, ...members.filter(isType)]) {
    const parts = (comment ?? signatures?.[0]?.comment)?.summary ?? [];
    const [sentence = ""] = parts
      .map(({ text }) => text)
      .join("")
      .split(/(?<=\.)\s/);
    if (sentence !== "") return sentence.replace(/\s+/g, " ").replaceAll("|", "\\|");
  }
  return "";
}

interface DocumentedFile {
  /** Relative to the library. */
  readonly file: string;
  readonly members: readonly DeclarationReflection[];
}

function indexPage(rooms: readonly (readonly [string, readonly DocumentedFile[]])[]): string {
  const tables = rooms.map(([room, files]) => {
    const rows = files.map(({ file, members }) => {
      const names = members.filter((member) => !isType(member)).map(({ name }) => `\`${name}\``);
      const link = `[${titleOf(file)}](${posix.relative(FOLDER, placeOf(file))})`;
      return `| ${link} | ${names.join(", ")} | ${summaryOf(members)} |`;
    });
    return [`## ${room}`, "", "| page | exports | what it does |", "|---|---|---|", ...rows].join("\n");
  });
  const lead =
    "Everything that the library exports, from its TSDoc: a page for each file. The [errors](../../errors.md) have a page of their own.";
  return `${["# SDK", lead, ...tables].join("\n\n")}\n`;
}

/** Files, relative to the library, and the public names in them that are told of. */
type ToldNames = ReadonlyMap<string, PublicNames>;

function toldNamesOf(root: string, library: Library): ToldNames {
  const told = [...library.names].map(
    ([file, names]) =>
      [posix.relative(root, file), new Map([...names].filter(([name]) => isTold(file, name)))] as const,
  );
  return new Map(told.filter(([, names]) => names.size > 0));
}

/** What doc comments say is text: a page must not take an angle bracket in it for HTML. */
function escapeComments(project: ProjectReflection): void {
  for (const { comment } of Object.values(project.reflections)) {
    if (comment === undefined) continue;
    for (const part of [comment.summary, ...comment.blockTags.map(({ content }) => content)].flat()) {
      if (part.kind === "text") part.text = part.text.replaceAll("<", "&lt;");
    }
  }
}

/** Has TypeDoc write a Markdown file for each of these files. Throws when it warns of anything, after printing that. */
async function writeMarkdown(
  root: string,
  { program }: Library,
  told: ToldNames,
  out: string,
): Promise<DocumentedFile[]> {
  const app = await Application.bootstrapWithPlugins({
    ...OPTIONS,
    basePath: root,
    outputs: [{ name: "markdown", path: out }],
  } as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const modules = [...told.keys()].map((file) => {
    const sourceFile = program.getSourceFile(posix.join(root, file));
    if (sourceFile === undefined) throw new Error(`${file} is not part of the library`);
    return { displayName: file.replace(/\.ts$/, ""), program, sourceFile };
  });
  const project = app.converter.convert(modules);
  const documented = [...(project.children ?? [])].map((module) => {
    const file = `${module.name}.ts`;
    for (const member of [...(module.children ?? [])]) {
      if (told.get(file)?.has(member.name) !== true) project.removeReflection(member);
    }
    return { file, members: [...(module.children ?? [])] };
  });
  escapeComments(project);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error("TypeDoc warned of the documentation of the library: see above");
  }
  return documented;
}

/** The files by their rooms, in the order in which the package exports these. */
function roomsOf(
  documented: readonly DocumentedFile[],
  exported: readonly string[],
): (readonly [string, readonly DocumentedFile[]])[] {
  const rankOf = (room: string) => exported.findIndex((specifier) => posix.basename(specifier) === room);
  return [...new Set(documented.map(({ file }) => roomOf(file)))]
    .sort((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b))
    .map((room) => {
      const files = documented.filter(({ file }) => roomOf(file) === room);
      return [room === "" ? TOP : capitalised(spaced(room)), files] as const;
    });
}

/** Writes a page for each file of a package that declares something public, and an index of them. */
export async function sdkReference(packageFile: string): Promise<Reference> {
  const root = posix.dirname(packageFile);
  const entries = entryPointsOf(packageFile);
  const library = readLibrary(entries);
  const told = toldNamesOf(root, library);
  const out = mkdtempSync(join(tmpdir(), "quittance-reference-"));
  try {
    const documented = await writeMarkdown(root, library, told, out);
    const pages = new Map<string, string>();
    const names = new Map<string, string>();
    for (const { file, members } of documented) {
      const text = readFileSync(join(out, file.replace(/\.ts$/, ".md")), "utf8");
      // Headings have a line above them already.
      const parts = text.trim().replaceAll("\n***\n", "");
      const imports = importsOf(told.get(file) ?? new Map(), members);
      pages.set(placeOf(file), `${[`# ${titleOf(file)}`, imports, parts].join("\n\n")}\n`);
      for (const member of members) {
        if (!isType(member)) names.set(member.name, `${placeOf(file)}#${anchorOf(member.name)}`);
      }
    }
    const rooms = roomsOf(
      documented,
      entries.map(({ specifier }) => specifier),
    );
    pages.set(`${FOLDER}/index.md`, indexPage(rooms));
    const groups = rooms.map(([text, files]) => ({
      text,
      entries: files.map(({ file }) => ({ text: titleOf(file), page: placeOf(file) })),
    }));
    return { pages, groups, names };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
