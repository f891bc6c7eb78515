import { IDENTIFIER, prose, quoted, type Site, splitBy } from "./sites.ts";

const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
/** NatSpec names what it describes. */
const DESCRIBED = /(?<=@(?:param|return|inheritdoc) )\w+/g;

/** Every place of a Solidity text where a name can be. */
export function soliditySites(text: string, offset = 0): Site[] {
  return splitBy(text, offset, COMMENT_OR_STRING, commentOrString, (rest, at) =>
    [...rest.matchAll(IDENTIFIER)].map(
      (match): Site => ({ kind: "name", start: at + match.index, text: match[0] }),
    ),
  );
}

function commentOrString(text: string, offset: number): Site[] {
  if (!text.startsWith("/")) return quoted(text.slice(1, -1), offset + 1);
  return splitBy(text, offset, DESCRIBED, (name, start) => [{ kind: "name", start, text: name }], prose);
}
