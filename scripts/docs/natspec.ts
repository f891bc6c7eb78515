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
  /** As it is written, without the body of a function. */
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

/** Splits a comment into its tags; text before the first tag is the notice, as for solc. */
export function parseNatSpec(comment: string): NatSpec {
  const pieces = `@notice ${comment.trim().replace(/^@notice\b/, "")}`
    .split(/(?:^|\s)(?=@(?:notice|dev|param|return|title|author|inheritdoc|custom:\w+)\b)/)
    .map((piece) => piece.replace(/\s+/g, " ").trim());
  const textOf = (tag: string) =>
    pieces.flatMap((piece) => (piece.startsWith(`${tag} `) ? [piece.slice(tag.length + 1)] : []));
  return {
    title: textOf("@title").join(" "),
    notice: textOf("@notice").join(" "),
    dev: textOf("@dev").join(" "),
    params: textOf("@param").map((text) => {
      const [name = "", ...meaning] = text.split(" ");
      return [name, meaning.join(" ")] as const;
    }),
    returns: textOf("@return"),
  };
}

function commentOf(node: Node): string {
  const { documentation } = node;
  return isNode(documentation) && typeof documentation.text === "string" ? documentation.text : "";
}

const nameOf = (node: Node) => (typeof node.name === "string" ? node.name : "");

/** The text of a declaration, by its place in the bytes of its file, as if it began at the margin. */
function sourceOf(node: Node, bytes: string): string {
  const { start, end } = rangeOf(node);
  const { body } = node;
  const stop = isNode(body) ? rangeOf(body).start : end;
  const indent = /[ \t]*$/.exec(bytes.slice(0, start))?.[0] ?? "";
  return asText(bytes.slice(start, stop)).trimEnd().replaceAll(`\n${indent}`, "\n");
}

function declarationsIn(file: string, tree: Node, bytes: string): Declaration[] {
  const found: Declaration[] = [];
  const add = (node: Node, owner: string) => {
    const kind = KINDS[node.nodeType];
    if (kind === undefined || nameOf(node) === "") return;
    const source = kind === "contract" ? "" : sourceOf(node, bytes);
    found.push({ kind, name: nameOf(node), owner, file, source, natspec: parseNatSpec(commentOf(node)) });
  };
  for (const node of nodesOf(tree.nodes)) {
    add(node, "");
    if (node.nodeType === "ContractDefinition") {
      for (const member of nodesOf(node.nodes)) add(member, nameOf(node));
    }
  }
  return found;
}

/** Everything that these Solidity files declare, in their order. Throws when they do not compile. */
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
