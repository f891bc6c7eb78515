import { isNode, type Node, nodesOf, rangeOf, typeOf } from "../solc/ast.ts";
import type { Edit } from "./mutant.ts";

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "<<": [">>"],
  ">>": ["<<"],
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
  "|=": ["&="],
  "&=": ["|="],
  "<<=": [">>="],
  ">>=": ["<<="],
  "++": ["--"],
  "--": ["++"],
};

const INTEGER = /^u?int\d*$/;
const BYTES32 = "bytes32";

const textOf = (source: string, node: Node) => source.slice(rangeOf(node).start, rangeOf(node).end);

const replacing = (node: Node, text: string): Edit => ({ ...rangeOf(node), text });

/** Another operator where the tree says `operator` stands: between `after` and `before`. */
function otherOperators(source: string, operator: unknown, after: number, before: number): Edit[] {
  if (typeof operator !== "string") return [];
  const start = source.indexOf(operator, after);
  if (start < 0 || start + operator.length > before) return [];
  return (OPERATORS[operator] ?? []).map((text) => ({ start, end: start + operator.length, text }));
}

function binary(source: string, left: unknown, right: unknown, operator: unknown): Edit[] {
  if (!isNode(left) || !isNode(right)) return [];
  return otherOperators(source, operator, rangeOf(left).end, rangeOf(right).start);
}

function unary(source: string, node: Node): Edit[] {
  const { operator, subExpression, prefix } = node;
  if (!isNode(subExpression)) return [];
  if (operator === "!" || operator === "~" || operator === "-") {
    return [replacing(node, textOf(source, subExpression))];
  }
  return prefix === true
    ? otherOperators(source, operator, rangeOf(node).start, rangeOf(subExpression).start)
    : otherOperators(source, operator, rangeOf(subExpression).end, rangeOf(node).end);
}

/** A bound, one more and one less. */
function aroundNumber(node: Node, text: string, isZero: boolean): Edit[] {
  const more = replacing(node, `(${text} + 1)`);
  return isZero ? [more] : [more, replacing(node, `(${text} - 1)`)];
}

function literal(source: string, node: Node): Edit[] {
  if (node.kind === "bool") return [replacing(node, node.value === "true" ? "false" : "true")];
  if (node.kind !== "number" || typeOf(node).startsWith("address")) return [];
  return aroundNumber(node, textOf(source, node), /^(0|0x0+)$/.test(String(node.value)));
}

/** A use of a constant: `constants` has the ids of their declarations. */
function constantUse(node: Node, constants: ReadonlySet<unknown>): Edit[] {
  if (!constants.has(node.referencedDeclaration)) return [];
  const name = String(node.name);
  if (INTEGER.test(typeOf(node))) return aroundNumber(node, name, false);
  return typeOf(node) === BYTES32 ? [replacing(node, `bytes32(uint256(${name}) ^ 1)`)] : [];
}

/** Neighbouring arguments of one type change places. */
function swappedArguments(source: string, node: Node): Edit[] {
  if (node.kind !== "functionCall" && node.kind !== "structConstructorCall") return [];
  const all = nodesOf(node.arguments);
  return all.flatMap((first, index) => {
    const second = all[index + 1];
    if (second === undefined || typeOf(first) !== typeOf(second)) return [];
    const texts = [textOf(source, first), textOf(source, second)] as const;
    if (texts[0] === texts[1]) return [];
    const between = source.slice(rangeOf(first).end, rangeOf(second).start);
    return [
      { start: rangeOf(first).start, end: rangeOf(second).end, text: `${texts[1]}${between}${texts[0]}` },
    ];
  });
}

function changedReturn(source: string, node: Node): Edit[] {
  const { expression } = node;
  if (!isNode(expression) || expression.nodeType === "Literal") return [];
  const text = textOf(source, expression);
  const type = typeOf(expression);
  if (type === "bool") return [replacing(expression, `!(${text})`)];
  if (INTEGER.test(type)) return [replacing(expression, `(${text}) ^ 1`)];
  if (type === BYTES32) return [replacing(expression, `(${text}) ^ bytes32(uint256(1))`)];
  return type === "address" ? [replacing(expression, `address(uint160(${text}) ^ 1)`)] : [];
}

/** The statement goes, with the semicolon that the tree leaves out. */
function deleted(source: string, node: Node): Edit {
  const { start, end } = rangeOf(node);
  const semicolon = /^\s*;/.exec(source.slice(end));
  return { start, end: end + (semicolon?.[0].length ?? 0), text: DELETED };
}

/** What replaces a deleted statement. */
export const DELETED = "{}";

/** The only statement of an `if` without `else`, such as a refusal; deleting it and deleting the `if` is the same. */
export function onlyStatementOf(node: Node): Node | undefined {
  const { trueBody, falseBody } = node;
  if (node.nodeType !== "IfStatement" || !isNode(trueBody) || isNode(falseBody)) return undefined;
  const statements = trueBody.nodeType === "Block" ? nodesOf(trueBody.statements) : [trueBody];
  return statements.length === 1 ? statements[0] : undefined;
}

/** A check goes, or every other condition is taken as met and as not met. */
function changedCondition(source: string, node: Node): Edit[] {
  const { condition } = node;
  if (!isNode(condition)) return [];
  if (onlyStatementOf(node) === undefined)
    return [replacing(condition, "true"), replacing(condition, "false")];
  const isNegatedElsewhere =
    condition.nodeType === "BinaryOperation" || condition.nodeType === "UnaryOperation";
  const negated = replacing(condition, `!(${textOf(source, condition)})`);
  return isNegatedElsewhere ? [deleted(source, node)] : [deleted(source, node), negated];
}

/** Small mistakes at one node of a Solidity tree, not below it. */
export function solidityMutations(source: string, node: Node, constants: ReadonlySet<unknown>): Edit[] {
  switch (node.nodeType) {
    case "BinaryOperation":
      return binary(source, node.leftExpression, node.rightExpression, node.operator);
    case "Assignment":
      return binary(source, node.leftHandSide, node.rightHandSide, node.operator);
    case "UnaryOperation":
      return unary(source, node);
    case "Literal":
      return literal(source, node);
    case "Identifier":
      return constantUse(node, constants);
    case "FunctionCall":
      return swappedArguments(source, node);
    case "Return":
      return changedReturn(source, node);
    case "IfStatement":
      return changedCondition(source, node);
    case "ExpressionStatement":
    case "EmitStatement":
    case "RevertStatement":
    case "Continue":
    case "Break":
      return [deleted(source, node)];
    default:
      return [];
  }
}
