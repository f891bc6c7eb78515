/**
 * A place in a text where an old word could be.
 *
 * - `name`: an identifier in code, a code span, or a string that is one identifier;
 * - `compound`: an identifier in a sentence; one that could be an English word is left alone;
 * - `path`: a path, of which each folder and file name is a name of its own;
 * - `sentence`: running text, for terms of art of several words.
 */
export interface Site {
  readonly kind: "name" | "compound" | "path" | "sentence";
  readonly start: number;
  readonly text: string;
}

/** An identifier, whole: `$` and digits inside belong to it. */
export const IDENTIFIER = /[A-Za-z_$][\w$]*/g;

const ONE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const ONE_KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/;
const PATH =
  /(?:\.{1,2}\/)+[\w.*/-]+|(?<![\w@/.:-])[\w-]+(?:\/[\w.*-]+)+|(?<![\w/.-])[\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|sol|tree|md|json)\b/g;

/** Every identifier of a text that is code in no known language. */
export function plainCode(text: string, offset = 0): Site[] {
  return withPaths(text, offset, (rest, at) =>
    [...rest.matchAll(IDENTIFIER)].map(
      (match): Site => ({ kind: "name", start: at + match.index, text: match[0] }),
    ),
  );
}

/** Sites of running text: names in backticks are code, of the others only those that no English word could be. */
export function prose(text: string, offset = 0): Site[] {
  return splitBy(text, offset, /(`+)(?:(?!\1)[\s\S])+?\1/g, plainCode, (rest, at) => [
    ...withPaths(rest, at, (inner, start) => [
      { kind: "sentence", start, text: inner },
      ...[...inner.matchAll(IDENTIFIER)].map(
        (match): Site => ({ kind: "compound", start: start + match.index, text: match[0] }),
      ),
    ]),
  ]);
}

/** Sites of what stands between quotes. */
export function quoted(text: string, offset: number): Site[] {
  if (ONE_IDENTIFIER.test(text) || ONE_KEBAB.test(text)) return [{ kind: "name", start: offset, text }];
  return looksLikeCode(text) ? plainCode(text, offset) : prose(text, offset);
}

/** A query, a call, a signature or a statement, and no sentence. */
function looksLikeCode(text: string): boolean {
  if (!/\s/.test(text) || /^\w+(?:, \w+)+,?$/.test(text)) return true;
  return (
    /^\s*(?:function|event|error|constructor|struct|select|insert|update|delete|query|fragment)\b[\s\S]*[({*]/i.test(
      text,
    ) || /^\s*[{(]?\s*\w+\s*[{(][\s\S]*[)}]\s*$/.test(text)
  );
}

function withPaths(text: string, offset: number, others: (rest: string, at: number) => Site[]): Site[] {
  return splitBy(text, offset, PATH, (path, at) => [{ kind: "path", start: at, text: path }], others);
}

/** Cuts a text at the matches of a pattern and asks one function about them, the other about what lies between. */
export function splitBy(
  text: string,
  offset: number,
  pattern: RegExp,
  matched: (part: string, at: number) => Site[],
  between: (part: string, at: number) => Site[],
): Site[] {
  const sites: Site[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    sites.push(
      ...between(text.slice(at, match.index), offset + at),
      ...matched(match[0], offset + match.index),
    );
    at = match.index + match[0].length;
  }
  return [...sites, ...between(text.slice(at), offset + at)];
}
