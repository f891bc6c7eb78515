import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { blocks, readPage, section } from "./markdown.ts";

/** Where examples become modules: inside the package, so that they import it by its name, and ignored by git. */
const ROOT = resolve("cache/docs-examples");
const NAMES = [
  "client, token, domain, terms, deal, buyer, seller, jurors, now, console",
  "evidence, arbiter, pool, poolDomain, poolJurors, newcomer, bridge",
  "principal, agent, policy, managedAccount, sibling, tab",
].join(", ");

/** An example as a module on disk. */
export interface ExampleModule {
  readonly path: string;
  readonly load: () => Promise<Record<string, unknown>>;
}

/** An empty folder for the examples of one test file. */
export function exampleFolder(name: string): string {
  const folder = join(ROOT, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A whole module, as it stands in the page. */
export function wholeModule(folder: string, name: string, source: string): ExampleModule {
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, source);
  return { path, load: () => import(pathToFileURL(path).href) };
}

/** The body of an async function over the names of the worked example; its imports move to the top. */
export function functionBody(folder: string, name: string, body: string): ExampleModule {
  const imports = [...body.matchAll(/^import [\s\S]*?;$/gm)].map(([line]) => line);
  const rest = imports.reduce((text, line) => text.replace(line, ""), body);
  return wholeModule(
    folder,
    name,
    [
      ...imports,
      'import type { Scene } from "../../../test/docs/support/scene.ts";',
      `export async function run({ ${NAMES} }: Scene): Promise<void> {`,
      rest,
      "}",
    ].join("\n"),
  );
}

/** The example of an operation's page. */
export const exampleOn = (page: string): string => blocks(section(readPage(page), "Example"), "ts")[0] ?? "";

/** The README's modules for a first deal: the buyer's, then the seller's. */
export function firstDeal(): readonly [buyer: string, seller: string] {
  const [buyer, seller, ...others] = blocks(section(readPage("README.md"), "A first deal"), "ts");
  if (buyer === undefined || seller === undefined || others.length > 0) {
    throw new Error('"A first deal" in README.md does not hold two ts blocks');
  }
  return [buyer, seller];
}

/** What the printing lines of an example say they print, in a comment; undefined for lines that do not say. */
export const announcedOutput = (body: string): (string | undefined)[] =>
  [...body.matchAll(/^console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map(([, said]) => said);

/** What the type checker has to say about modules; nothing is good. */
export function typeErrors(modules: readonly ExampleModule[]): string[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    resolve("."),
  );
  const program = ts.createProgram(
    modules.map(({ path }) => path),
    options,
  );
  return modules.flatMap(({ path }) => {
    const file = program.getSourceFile(path);
    if (file === undefined) return [`${path}: not found`];
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}
