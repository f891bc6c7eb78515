import ts from "typescript";
import { prose, quoted, type Site, splitBy } from "./sites.ts";

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const EXAMPLE = /(?<=@example[^\n]*\n)[\s\S]*?(?=\n\s*\*\s*@\w|\*\/)/g;

/** Every place of a TypeScript or JavaScript text where a name can be. */
export function typescriptSites(text: string, offset = 0): Site[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const sites: Site[] = [];
  let at = 0;
  const leaf = (node: ts.Node) => {
    const start = node.getStart(source);
    sites.push(
      ...comments(text.slice(at, start), offset + at),
      ...ofLeaf(text.slice(start, node.end), offset + start),
    );
    at = node.end;
  };
  const visit = (node: ts.Node) => {
    if (isLeaf(node)) leaf(node);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return [...sites, ...comments(text.slice(at), offset + at)];
}

function isLeaf(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPrivateIdentifier(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node)
  );
}

function ofLeaf(text: string, offset: number): Site[] {
  const open = text.charAt(0);
  if (/[A-Za-z_$#]/.test(open)) {
    const skip = open === "#" ? 1 : 0;
    return [{ kind: "name", start: offset + skip, text: text.slice(skip) }];
  }
  if (open === "/") return prose(text, offset);
  const end = text.endsWith("${") ? 2 : 1;
  return quoted(text.slice(1, -end), offset + 1);
}

/** Between identifiers and strings lie punctuation, keywords and comments. */
function comments(text: string, offset: number): Site[] {
  return splitBy(text, offset, COMMENT, comment, () => []);
}

function comment(text: string, offset: number): Site[] {
  if (!text.startsWith("/**")) return prose(text, offset);
  return splitBy(
    text,
    offset,
    EXAMPLE,
    (code, at) => typescriptSites(code.replace(/^(\s*)\*/gm, "$1 "), at),
    (rest, at) =>
      splitBy(rest, at, /(?<=@param )\w+/g, (name, start) => [{ kind: "name", start, text: name }], prose),
  );
}
