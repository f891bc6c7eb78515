import { plainCode, prose, type Site, splitBy } from "./sites.ts";
import { soliditySites } from "./solidity.ts";
import { typescriptSites } from "./typescript.ts";

const FENCE = /^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gm;
/** The text of a link to a page, when it is that page's name. */
const LINK_TEXT = /(?<=\[)[\w-]+(?=\]\([^)\s]*\.md\b)/g;
const LINK_TARGET = /(?<=\]\()[^)\s]+(?=\))/g;

/** Every place of a Markdown text where a name can be: code blocks by their language, code spans, link targets. */
export function markdownSites(text: string, offset = 0): Site[] {
  return splitBy(text, offset, FENCE, fenced, linked);
}

function linked(text: string, offset: number): Site[] {
  const named = (name: string, start: number): Site[] => [{ kind: "name", start, text: name }];
  return splitBy(text, offset, LINK_TEXT, named, (rest, at) => splitBy(rest, at, LINK_TARGET, target, prose));
}

function fenced(text: string, offset: number): Site[] {
  const head = text.indexOf("\n") + 1;
  const [opening = "", language = ""] = /^ *[`~]+\s*(\w*)/.exec(text) ?? [];
  const label = plainCode(text.slice(opening.length, head), offset + opening.length);
  return [...label, ...ofLanguage(language, text.slice(head), offset + head)];
}

function ofLanguage(language: string, code: string, offset: number): Site[] {
  if (/^(?:ts|typescript|js|javascript|mjs)$/.test(language)) {
    const end = code.lastIndexOf("\n");
    return typescriptSites(code.slice(0, end), offset);
  }
  if (/^sol(?:idity)?$/.test(language)) return soliditySites(code, offset);
  return plainCode(code, offset);
}

function target(text: string, offset: number): Site[] {
  if (/^[a-z]+:/.test(text)) return [];
  const path = text.replace(/#.*$/, "");
  const anchor = text.slice(path.length + 1);
  return [
    { kind: "path", start: offset, text: path },
    ...(anchor === "" ? [] : [{ kind: "name" as const, start: offset + path.length + 1, text: anchor }]),
  ];
}

/** A `.tree` file states cases in sentences; its first line names a contract. */
export function treeSites(text: string, offset = 0): Site[] {
  return prose(text, offset);
}
