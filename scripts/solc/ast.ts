/** A node of solc's JSON AST, of Solidity or of Yul: a name, a place `start:length:file` in bytes, and its own fields. */
export interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

/** Half-open range of bytes in a source. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

export function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function rangeOf(node: Node): Range {
  const [start, length] = node.src.split(":").map(Number);
  if (start === undefined || length === undefined || start < 0) {
    throw new Error(`a ${node.nodeType} of the syntax tree has no place in the source (${node.src})`);
  }
  return { start, end: start + length };
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((field) => (isNode(field) ? [field] : nodesOf(field)));
}

/** Every node below and including `node`, parents first. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** The type solc gives an expression, such as `uint256`; empty when it has none. */
export function typeOf(node: Node): string {
  const types = node.typeDescriptions;
  if (typeof types !== "object" || types === null || !("typeString" in types)) return "";
  return typeof types.typeString === "string" ? types.typeString : "";
}
