import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** What an entry of the library is known to need, beside what it loads. */
type Declared = Readonly<Record<string, { readonly peers: readonly string[] }>>;

/** Packages that are loaded with a module: by itself, and by all modules of its folder tree that it imports. Types load nothing. */
export function packagesLoadedBy(file: string): string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const specifier of loadedWith(path)) {
      if (specifier.startsWith(".")) visit(posix.normalize(posix.join(posix.dirname(path), specifier)));
      else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
    }
  };
  visit(file);
  return [...packages].sort();
}

/** The optional peers that a program needs for the entries of the library that it imports, now or later. */
export function requiredPeers(
  folder: string,
  library: {
    readonly sourceOf: (entry: string) => string;
    readonly optional: readonly string[];
    readonly declared: Declared;
  },
): { readonly entry: string; readonly peer: string }[] {
  const files = globSync(`${folder}/**/*.ts`, { exclude: (path) => /node_modules|[\\/]dist$/.test(path) });
  const specifiers = files.flatMap((file) => loadedBy(readFileSync(file, "utf8"), "later too"));
  const entries = [...new Set(specifiers.filter((name) => /^quittance(\/|$)/.test(name)))].sort();
  return entries
    .filter((entry) => entry !== "quittance/testing")
    .flatMap((entry) => {
      const loaded = packagesLoadedBy(library.sourceOf(entry));
      const needed = [...loaded, ...(library.declared[entry]?.peers ?? [])];
      return [...new Set(needed)]
        .filter((peer) => library.optional.includes(peer))
        .map((peer) => ({ entry, peer }));
    });
}

const known = new Map<string, readonly string[]>();

/** As `loadedBy`, of a file; read once. */
function loadedWith(path: string): readonly string[] {
  const found = known.get(path) ?? loadedBy(readFileSync(path, "utf8"));
  known.set(path, found);
  return found;
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Specifiers of the modules that are loaded with a source; `later too`: with those of `import()`. */
function loadedBy(source: string, when?: "later too"): string[] {
  const file = ts.createSourceFile("module.ts", source, ts.ScriptTarget.Latest);
  const found = file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    return isOfTypes(statement) ? [] : [moduleSpecifier.text];
  });
  if (when === undefined) return found;
  const later = [...source.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)].map(([, name = ""]) => name);
  return [...found, ...later];
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    const named = exportClause !== undefined && ts.isNamedExports(exportClause);
    return statement.isTypeOnly || (named && exportClause.elements.every(({ isTypeOnly }) => isTypeOnly));
  }
  const { importClause } = statement;
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  if (name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings)) return false;
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}
