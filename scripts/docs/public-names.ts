import { readFileSync } from "node:fs";
import { posix, relative, resolve } from "node:path";
import ts from "typescript";

/** A TypeScript file whose exports users import, and the name they import it by. */
export interface EntryPoint {
  readonly file: string;
  readonly specifier: string;
}

/** The names that a file declares for users, each with what they import it from. */
export type PublicNames = ReadonlyMap<string, string>;

/** The TypeScript source among the conditions of an export. */
function sourceIn(target: unknown): string | undefined {
  if (typeof target === "string") return /(?<!\.d)\.ts$/.test(target) ? target : undefined;
  if (typeof target !== "object" || target === null) return undefined;
  return Object.values(target)
    .map(sourceIn)
    .find((source) => source !== undefined);
}

/** What a package exports as TypeScript. Throws when it exports none. */
export function entryPointsOf(packageFile: string): EntryPoint[] {
  const { name, exports } = JSON.parse(readFileSync(packageFile, "utf8"));
  const entries = Object.entries(exports ?? {}).flatMap(([path, target]) => {
    const source = sourceIn(target);
    if (source === undefined) return [];
    return { file: posix.join(posix.dirname(packageFile), source), specifier: posix.join(name, path) };
  });
  if (entries.length === 0) throw new Error(`${packageFile} exports no TypeScript source`);
  return entries;
}

/** What the compiler knows of a library, and its public names by the file that declares them. */
export interface Library {
  readonly program: ts.Program;
  readonly names: ReadonlyMap<string, PublicNames>;
}

function programOf(entries: readonly EntryPoint[]): ts.Program {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const empty = { ...config, include: [], files: [] };
  const { options } = ts.parseJsonConfigFileContent(empty, ts.sys, resolve("."));
  return ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
}

/** Reads everything that these entry points export. Throws when one of them exports nothing. */
export function readLibrary(entries: readonly EntryPoint[]): Library {
  const program = programOf(entries);
  const checker = program.getTypeChecker();
  const found = new Map<string, Map<string, string>>();
  for (const { file: entry, specifier } of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${entry} exports nothing`);
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const target = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const file = target.declarations?.[0]?.getSourceFile().fileName;
      if (file === undefined) throw new Error(`${entry} exports ${exported.name}, which is declared nowhere`);
      const path = relative(".", file).replaceAll("\\", "/");
      const names = found.get(path) ?? new Map<string, string>();
      if (!names.has(exported.name)) names.set(exported.name, specifier);
      found.set(path, names);
    }
  }
  return { program, names: found };
}
