import {
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from "graphql";

export type Variables = Readonly<Record<string, unknown>>;

/**
 * A value of a query as it is now, and how to find it in the variables of a later request of the same shape. So a statement
 * that is made once is given the values of each request.
 */
export interface Given {
  readonly value: unknown;
  readonly read: (variables: Variables) => unknown;
  /** It stands in the query itself, so that it is the same in every request. */
  readonly isFixed: boolean;
}

const constant = (value: unknown): Given => ({ value, read: () => value, isFixed: true });

/** The value of an argument; undefined when it is left out. */
export function givenOf(
  node: ValueNode | undefined,
  type: GraphQLInputType,
  variables: Variables,
): Given | undefined {
  if (node === undefined) return undefined;
  if (isNonNullType(type)) return givenOf(node, type.ofType, variables);
  if (node.kind === Kind.VARIABLE) {
    const name = node.name.value;
    const value = variables[name];
    return value === undefined ? undefined : { value, read: (later) => later[name], isFixed: false };
  }
  if (node.kind === Kind.OBJECT && isInputObjectType(type)) return objectOf(node, type, variables);
  if (node.kind === Kind.LIST && isListType(type)) {
    const items = node.values.map((each) => givenOf(each, type.ofType, variables) ?? constant(null));
    return {
      value: items.map(({ value }) => value),
      read: (later) => items.map(({ read }) => read(later)),
      isFixed: items.every(({ isFixed }) => isFixed),
    };
  }
  return constant(
    isListType(type) && node.kind !== Kind.NULL ? listOfOne(node, type.ofType) : valueFromAST(node, type),
  );
}

/** GraphQL takes one value where a list of them is wanted. */
const listOfOne = (node: ValueNode, type: GraphQLInputType) => [valueFromAST(node, type)];

function objectOf(
  node: Extract<ValueNode, { kind: Kind.OBJECT }>,
  type: GraphQLInputType,
  variables: Variables,
): Given {
  const fields = isInputObjectType(type) ? type.getFields() : {};
  const given = node.fields.flatMap(({ name: { value: name }, value }) => {
    const field = fields[name];
    const found = field && givenOf(value, field.type, variables);
    return found === undefined ? [] : [[name, found] as const];
  });
  return {
    value: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
    read: (later) => Object.fromEntries(given.map(([name, { read }]) => [name, read(later)])),
    isFixed: given.every(([, { isFixed }]) => isFixed),
  };
}

/** The fields of an object that is given, or the items of a list. */
export function partsOf({ value, read, isFixed }: Given): (readonly [name: string, part: Given])[] {
  return Object.entries(value as object).map(([name, part]) => [
    name,
    { value: part, read: (later) => (read(later) as Readonly<Record<string, unknown>>)[name], isFixed },
  ]);
}
