import { childrenOf, isNode, type Node, nodesOf, rangeOf, walk } from "../solc/ast.ts";
import type { Edit, Mutant } from "./mutant.ts";
import { DELETED, onlyStatementOf, solidityMutations } from "./solidity-mutations.ts";
import { yulMutations } from "./yul-mutations.ts";

const CODE = new Set(["FunctionDefinition", "ModifierDefinition"]);

/** Ids of the constants that the sources declare, in contracts and beside them. */
export function constantsOf(trees: Iterable<Node>): Set<unknown> {
  const ids = new Set<unknown>();
  for (const tree of trees) {
    for (const node of walk(tree)) {
      if (node.nodeType === "VariableDeclaration" && node.constant === true) ids.add(node.id);
    }
  }
  return ids;
}

/** What may go wrong in a body, in the order of the source. */
function* editsOf(source: string, node: Node, constants: ReadonlySet<unknown>): Generator<Edit> {
  if (node.nodeType === "InlineAssembly") {
    if (isNode(node.AST)) for (const inner of walk(node.AST)) yield* yulMutations(source, inner);
    return;
  }
  yield* solidityMutations(source, node, constants);
  const only = onlyStatementOf(node);
  for (const child of childrenOf(node)) {
    for (const edit of editsOf(source, child, constants)) {
      const isDeletedWithItsIf =
        only !== undefined && edit.text === DELETED && edit.start === rangeOf(only).start;
      if (!isDeletedWithItsIf) yield edit;
    }
  }
}

const oneLine = (text: string) => Buffer.from(text, "latin1").toString("utf8").replace(/\s+/g, " ").trim();

const LONGEST = 120;

function short(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/**
 * The mutants of one file.
 * @param source The file's bytes read as Latin-1, which is how the tree counts.
 */
export function mutantsOf(
  file: string,
  source: string,
  tree: Node,
  constants: ReadonlySet<unknown>,
): Mutant[] {
  const seen = new Map<string, number>();
  const mutants: Mutant[] = [];
  const collect = (code: Node, owner: string) => {
    const { body } = code;
    if (!isNode(body)) return;
    const name = String(code.name) || String(code.kind ?? "modifier");
    const where = owner === "" ? name : `${owner}.${name}`;
    for (const edit of editsOf(source, body, constants)) {
      const before = source.slice(edit.start, edit.end);
      if (before === edit.text) continue;
      const lineStart = source.lastIndexOf("\n", edit.start - 1) + 1;
      const lineEnd = source.indexOf("\n", edit.start);
      const original = oneLine(source.slice(lineStart, lineEnd < 0 ? source.length : lineEnd));
      const change =
        edit.text === DELETED
          ? `delete \`${short(before)}\``
          : `\`${short(before)}\` → \`${short(edit.text)}\``;
      const label = `${file} | ${where} | ${original} | ${change}`;
      const occurrence = (seen.get(label) ?? 0) + 1;
      seen.set(label, occurrence);
      mutants.push({
        key: occurrence === 1 ? label : `${label} | ${occurrence}`,
        file,
        where,
        line: source.slice(0, edit.start).split("\n").length,
        original,
        change,
        edit,
        body: rangeOf(body),
      });
    }
  };
  for (const part of nodesOf(tree.nodes)) {
    if (CODE.has(part.nodeType)) collect(part, "");
    for (const member of nodesOf(part.nodes)) {
      if (CODE.has(member.nodeType)) collect(member, String(part.name));
    }
  }
  return mutants;
}
