import ts from "typescript";

/** Import specifiers of a TypeScript source: static, dynamic and re-exports. */
export function importsOf(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}
