import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
  isScalarType,
  Kind,
  type ValueNode,
} from "graphql";
import { described } from "../http/graphql-descriptions.ts";

/** Numbers come as texts: JSON's lose digits. */
const SCALARS: Readonly<Record<string, (text: string) => unknown>> = {
  BigInt: (text) => BigInt(text),
  Numeric: (text) => text,
};

/** The schema that Ponder makes of the tables, with descriptions, and with numbers that are read as Ponder reads them. */
export function schemaOf(introspection: IntrospectionQuery): GraphQLSchema {
  const schema = buildClientSchema(described(introspection));
  for (const [name, read] of Object.entries(SCALARS)) {
    const scalar = schema.getType(name);
    if (!isScalarType(scalar)) continue;
    scalar.parseValue = (value) => read(String(value));
    scalar.parseLiteral = (node: ValueNode) => {
      if (node.kind === Kind.STRING) return read(node.value);
      throw new Error(`${name} is given as ${node.kind}. Write it as a text, such as "1".`);
    };
  }
  return schema;
}
