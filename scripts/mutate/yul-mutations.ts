import { isNode, type Node, nodesOf, rangeOf } from "../solc/ast.ts";
import type { Edit } from "./mutant.ts";
import { DELETED } from "./solidity-mutations.ts";

/** Another function of as many arguments. */
const OTHER_FUNCTION: Readonly<Record<string, string>> = {
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  mod: "div",
  shl: "shr",
  shr: "shl",
  and: "or",
  or: "and",
  xor: "and",
  lt: "gt",
  gt: "lt",
  slt: "sgt",
  sgt: "slt",
  caller: "address",
  staticcall: "delegatecall",
};

/** The comparison that also holds, or no longer holds, when both sides are equal: the bound moved by one. */
const SHIFTED_BOUND: Readonly<Record<string, string>> = { lt: "gt", gt: "lt" };

const COMMUTATIVE = new Set(["add", "mul", "and", "or", "xor", "eq", "lt", "gt", "slt", "sgt"]);

const replacing = (node: Node, text: string): Edit => ({ ...rangeOf(node), text });

const textOf = (source: string, node: Node) => source.slice(rangeOf(node).start, rangeOf(node).end);

const nameOf = (node: Node): string => (isNode(node.functionName) ? String(node.functionName.name) : "");

function swappedArguments(source: string, node: Node): Edit[] {
  if (COMMUTATIVE.has(nameOf(node))) return [];
  const all = nodesOf(node.arguments);
  return all.flatMap((first, index) => {
    const second = all[index + 1];
    if (second === undefined || textOf(source, first) === textOf(source, second)) return [];
    const between = source.slice(rangeOf(first).end, rangeOf(second).start);
    const text = `${textOf(source, second)}${between}${textOf(source, first)}`;
    return [{ start: rangeOf(first).start, end: rangeOf(second).end, text }];
  });
}

function call(source: string, node: Node): Edit[] {
  const name = nameOf(node);
  const args = nodesOf(node.arguments);
  const edits = swappedArguments(source, node);
  const other = OTHER_FUNCTION[name];
  if (other !== undefined && isNode(node.functionName)) edits.push(replacing(node.functionName, other));
  const shifted = SHIFTED_BOUND[name];
  const listed = args.map((argument) => textOf(source, argument)).join(", ");
  if (shifted !== undefined) edits.push(replacing(node, `iszero(${shifted}(${listed}))`));
  if (name === "eq" || name === "iszero") edits.push(replacing(node, `iszero(${textOf(source, node)})`));
  if (name === "not") edits.push(replacing(node, listed));
  return edits;
}

function literal(node: Node): Edit[] {
  if (node.kind !== "number") return [];
  const value = BigInt(String(node.value));
  const more = replacing(node, String(value + 1n));
  return value === 0n ? [more] : [more, replacing(node, String(value - 1n))];
}

const isConstantName = (name: string) => /^[A-Z][A-Z0-9_]+$/.test(name);

/** A read of a constant of the contract, which Solidity calls by its name. */
function constantUse(node: Node): Edit[] {
  const name = String(node.name);
  return isConstantName(name) ? [replacing(node, `add(${name}, 1)`), replacing(node, `sub(${name}, 1)`)] : [];
}

/** Small mistakes at one node of an inline assembly block's tree, not below it. */
export function yulMutations(source: string, node: Node): Edit[] {
  switch (node.nodeType) {
    case "YulFunctionCall":
      return call(source, node);
    case "YulLiteral":
      return literal(node);
    case "YulIdentifier":
      return constantUse(node);
    case "YulExpressionStatement":
    case "YulAssignment":
    case "YulIf":
    case "YulBreak":
    case "YulContinue":
    case "YulLeave":
      return [replacing(node, DELETED)];
    default:
      return [];
  }
}
