import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import { Application, type DeclarationReflection, ReflectionKind } from "typedoc";
import { type EntryPoint, type Library, type PublicNames, readLibrary } from "./public-names.ts";
import type { Reference } from "./solidity-reference.ts";

/** Folder of the reference on the site. */
const FOLDER = "reference/sdk";
const LIBRARY = "sdk";

/** Left out: the errors have tables of their own, and an ABI as a page helps nobody. */
const isTold = (file: string, name: string) =>
  !/(^|\/)abi\//.test(file) && !(name.endsWith("Error") && name !== "BaseError");

const spaced = (name: string) => name.replaceAll("-", " ");
const capitalised = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const titleOf = (file: string) => capitalised(spaced(basename(file, ".ts")));
const placeOf = (file: string) => `${FOLDER}/${posix.relative(LIBRARY, file).replace(/\.ts$/, ".md")}`;

/** The folder below the library that a file is in; files beside the entry have none. */
const roomOf = (file: string) => posix.relative(LIBRARY, file).split("/").slice(0, -1)[0] ?? "";

const OPTIONS = {
  plugin: ["typedoc-plugin-markdown"],
  tsconfig: "tsconfig.json",
  basePath: LIBRARY,
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

/** One import statement for each name that users import the exports of a file from. */
function importsOf(names: PublicNames, members: readonly DeclarationReflection[]): string {
  const specifiers = [...new Set(members.map(({ name }) => names.get(name) ?? ""))];
  const lines = specifiers.map((specifier) => {
    const imported = members
      .filter(({ name }) => names.get(name) === specifier)
      .map((member) => (isType(member) ? `type ${member.name}` : member.name));
    const line = `import { ${imported.join(", ")} } from "${specifier}";`;
    return line.length <= 100 ? line : `import {\n  ${imported.join(",\n  ")},\n} from "${specifier}";`;
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

/** Files and the public names in them that are told of. */
type ToldNames = ReadonlyMap<string, PublicNames>;

function toldNamesOf(library: Library): ToldNames {
  const told = [...library.names].map(
    ([file, names]) => [file, new Map([...names].filter(([name]) => isTold(file, name)))] as const,
  );
  return new Map(told.filter(([, names]) => names.size > 0));
}

/** Has TypeDoc write a Markdown file for each of these files. Throws when it warns of anything, after printing that. */
async function writeMarkdown(
  program: Library["program"],
  told: ToldNames,
  out: string,
): Promise<DocumentedFile[]> {
  const app = await Application.bootstrapWithPlugins({
    ...OPTIONS,
    outputs: [{ name: "markdown", path: out }],
  } as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const modules = [...told.keys()].map((file) => {
    const sourceFile = program.getSourceFile(file);
    if (sourceFile === undefined) throw new Error(`${file} is not part of the library`);
    return { displayName: posix.relative(LIBRARY, file).replace(/\.ts$/, ""), program, sourceFile };
  });
  const project = app.converter.convert(modules);
  const documented = [...(project.children ?? [])].map((module) => {
    const file = `${LIBRARY}/${module.name}.ts`;
    for (const member of [...(module.children ?? [])]) {
      if (told.get(file)?.has(member.name) !== true) project.removeReflection(member);
    }
    return { file, members: [...(module.children ?? [])] };
  });
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error("TypeDoc warned of the documentation of the library: see above");
  }
  return documented;
}

/** Writes a page for each file of the library that declares something public, and an index of them. */
export async function sdkReference(entries: readonly EntryPoint[]): Promise<Reference> {
  const library = readLibrary(entries);
  const told = toldNamesOf(library);
  const out = mkdtempSync(join(tmpdir(), "quittance-reference-"));
  try {
    const documented = await writeMarkdown(library.program, told, out);
    const pages = new Map<string, string>();
    for (const { file, members } of documented) {
      const text = readFileSync(join(out, posix.relative(FOLDER, placeOf(file))), "utf8");
      // Headings have a line above them already.
      const parts = text.trim().replaceAll("\n***\n", "");
      const imports = importsOf(told.get(file) ?? new Map(), members);
      pages.set(placeOf(file), `${[`# ${titleOf(file)}`, imports, parts].join("\n\n")}\n`);
    }
    const rooms = [...new Set(documented.map(({ file }) => roomOf(file)))].sort().map((room) => {
      const files = documented.filter(({ file }) => roomOf(file) === room);
      return [capitalised(spaced(room === "" ? "client" : room)), files] as const;
    });
    pages.set(`${FOLDER}/index.md`, indexPage(rooms));
    const groups = rooms.map(([text, files]) => ({
      text,
      entries: files.map(({ file }) => ({ text: titleOf(file), page: placeOf(file) })),
    }));
    return { pages, groups };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
