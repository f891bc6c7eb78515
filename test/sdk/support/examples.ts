import { globSync, readFileSync } from "node:fs";

/** One runnable example of a doc comment. */
export interface Example {
  /** The file it is in, from the repository's root. */
  readonly file: string;
  /** What it is an example of. */
  readonly name: string;
  readonly code: string;
}

/** Every `@example` in the SDK's doc comments. */
export function readExamples(): Example[] {
  return globSync("sdk/**/*.ts", { exclude: (path) => /[\\/](abi|dist|node_modules)([\\/]|$)/.test(path) })
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .flatMap((file) => examplesIn(file, readFileSync(file, "utf8")));
}

/** Examples in a source; one ends with its comment or at the next tag. */
export function examplesIn(file: string, source: string): Example[] {
  const comments = source.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export\s+(?:async\s+)?(?:const|function|class)\s+(\w+)/g,
  );
  return [...comments].flatMap(([, comment = "", name = ""]) => {
    const text = comment.replaceAll(/^ *\* ?/gm, "");
    const [, example] = text.split(/^@example\n/m);
    if (example === undefined) return [];
    return [{ file, name, code: `${example.split(/^@\w+/m)[0]?.trim()}\n` }];
  });
}

/** A `console.log` whose comment says what it prints. */
export interface Claim {
  readonly line: number;
  readonly says: string;
}

const LITERAL = String.raw`(?:true|false|\d+n?|\[[^\]]*\])`;
const CLAIM = new RegExp(String.raw`^\s*console\.log\(.*\/\/ (${LITERAL}(?: ${LITERAL})*)(?=[:,; ]|$)`);

/** Claims of an example: comments behind a `console.log` that begin with a number, a boolean or a list. */
export function claimsIn(code: string): Claim[] {
  return code.split("\n").flatMap((text, line) => {
    const says = CLAIM.exec(text)?.[1];
    return says === undefined ? [] : [{ line, says }];
  });
}
