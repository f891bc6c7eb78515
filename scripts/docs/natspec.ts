import { isNode, type Node, nodesOf, rangeOf } from "../solc/ast.ts";
import { compile, treesOf } from "../solc/compiler.ts";
import { asText, type ByteSources, listed, readSources } from "../solc/sources.ts";

/** What a NatSpec comment says, tag by tag. A tag that is not there is empty. */
export interface NatSpec {
  readonly title: string;
  readonly notice: string;
  readonly dev: string;
  /** Names and meanings, in the order of the comment. */
  readonly params: readonly (readonly [name: string, meaning: string])[];
  readonly returns: readonly string[];
}

export type DeclarationKind =
  | "contract"
  | "constant"
  | "enum"
  | "error"
  | "event"
  | "function"
  | "struct"
  | "type";

/** A documented piece of Solidity. */
export interface Declaration {
  readonly kind: DeclarationKind;
  readonly name: string;
  /** Contract, interface or library it is declared in; empty for one of a file. */
  readonly owner: string;
  readonly file: string;
  /** As it is written, without the body of a function or of a contract. */
  readonly source: string;
  readonly natspec: NatSpec;
}

const KINDS: Readonly<Record<string, DeclarationKind>> = {
  ContractDefinition: "contract",
  EnumDefinition: "enum",
  ErrorDefinition: "error",
  EventDefinition: "event",
  FunctionDefinition: "function",
  StructDefinition: "struct",
  UserDefinedValueTypeDefinition: "type",
  VariableDeclaration: "constant",
};

/** What stands between a line and the one before it: nothing joins the lines of a sentence but a space. */
function gapBefore(line: string, previous: string, inItem: boolean): string {
  if (line === "" || previous === "") return "\n";
  if (line.startsWith("  ") && inItem) return " ";
  if (/^(\||- | {2})/.test(line)) return "\n";
  return /^(\|| {2})/.test(previous) ? "\n\n" : " ";
}

/** One line a paragraph; items of a list, rows of a table and indented lines stay lines of their own. */
function tidy(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^ /, "").trimEnd());
  let done = "";
  let inItem = false;
  for (const [index, line] of lines.entries()) {
    const gap = index === 0 ? "" : gapBefore(line, lines[index - 1] ?? "", inItem);
    inItem = line.startsWith("- ") || (inItem && line.startsWith("  "));
    done += gap + (gap === " " ? line.trim() : line);
  }
  return done.trim();
}

/** Splits a comment into its tags; text before the first tag is the notice, as for solc. */
export function parseNatSpec(comment: string): NatSpec {
  const pieces = `@notice ${comment.trim().replace(/^@notice\b/, "")}`
    .split(/(?:^|\s)(?=@(?:notice|dev|param|return|title|author|inheritdoc|custom:\w+)\b)/)
    .map((piece) => tidy(piece));
  const textOf = (tag: string) =>
    pieces.flatMap((piece) => (piece.startsWith(`${tag} `) ? [piece.slice(tag.length + 1).trim()] : []));
  return {
    title: textOf("@title").join(" "),
    notice: textOf("@notice").join("\n\n"),
    dev: textOf("@dev").join("\n\n"),
    params: textOf("@param").map((text) => {
      const [name = "", ...meaning] = text.split(" ");
      return [name, meaning.join(" ")] as const;
    }),
    returns: textOf("@return"),
  };
}

/** The `///` lines right above a declaration: solc's tree drops empty ones, and those above a type. */
function commentAbove(node: Node, bytes: string): string {
  const above = bytes.slice(0, rangeOf(node).start).split("\n").slice(0, -1);
  const start = above.findLastIndex((line) => !line.trim().startsWith("///")) + 1;
  return asText(
    above
      .slice(start)
      .map((line) => line.trim().slice("///".length))
      .join("\n"),
  );
}

const nameOf = (node: Node) => (typeof node.name === "string" ? node.name : "");

/** The text of a declaration, by its place in the bytes of its file, as if it began at the margin. */
function sourceOf(node: Node, bytes: string): string {
  const { start, end } = rangeOf(node);
  const { body, nodeType } = node;
  const brace = nodeType === "ContractDefinition" ? bytes.indexOf("{", start) : end;
  const stop = isNode(body) ? rangeOf(body).start : brace;
  const indent = /[ \t]*$/.exec(bytes.slice(0, start))?.[0] ?? "";
  return asText(bytes.slice(start, stop)).trimEnd().replaceAll(`\n${indent}`, "\n");
}

function declarationsIn(file: string, tree: Node, bytes: string): Declaration[] {
  const found: Declaration[] = [];
  const add = (node: Node, owner: string) => {
    const kind = KINDS[node.nodeType];
    const name = nameOf(node);
    if (kind === undefined || name === "" || node.visibility === "private") return;
    const natspec = parseNatSpec(commentAbove(node, bytes));
    found.push({ kind, name, owner, file, source: sourceOf(node, bytes), natspec });
  };
  for (const node of nodesOf(tree.nodes)) {
    add(node, "");
    if (node.nodeType === "ContractDefinition") {
      for (const member of nodesOf(node.nodes)) add(member, nameOf(node));
    }
  }
  return found;
}

/** What these Solidity files declare, private members left out, in their order. Throws when they do not compile. */
export async function declarationsOf(sources: ByteSources, files: readonly string[]): Promise<Declaration[]> {
  const texts = Object.fromEntries([...sources].map(([file, bytes]) => [file, asText(bytes)]));
  const { errors, trees } = await compile(texts, {}, treesOf(files));
  const [refusal] = errors;
  if (refusal !== undefined) throw new Error(refusal.message);
  return files.flatMap((file) => {
    const tree = trees.get(file);
    if (tree === undefined) throw new Error(`the compiler gave no syntax tree of ${file}`);
    return declarationsIn(file, tree, sources.get(file) ?? "");
  });
}

/** What outsiders of the contracts call, see, catch or pass. Throws when there is none of it. */
export function readContracts(root: string): Promise<Declaration[]> {
  const files = ["interfaces", "libraries", "types"].flatMap((folder) =>
    listed(root, `contracts/${folder}/*.sol`),
  );
  if (files.length === 0) throw new Error(`${root} has no contracts/interfaces/*.sol to document`);
  return declarationsOf(readSources(root, files), files);
}
