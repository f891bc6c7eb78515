import {
  buildClientSchema,
  type DocumentNode,
  execute,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { createMiddleware } from "hono/factory";
import { described } from "./graphql-descriptions.ts";

/** Answers a GraphQL request, as Ponder does. */
export type AskGraphql = (query: string) => Promise<{ readonly data?: unknown }>;

/**
 * Answers questions about the schema from a copy of it that has descriptions, which Ponder's own has not. Every other question
 * goes on to Ponder, and so does one about both.
 * @param ask Asks Ponder.
 */
export function describeGraphql(ask: AskGraphql) {
  let schema: Promise<GraphQLSchema> | undefined;
  const schemaWithWords = async () => {
    const { data } = await ask(getIntrospectionQuery({ descriptions: false }));
    return buildClientSchema(described(data as IntrospectionQuery));
  };
  return createMiddleware(async (c, next) => {
    const { query, variables, operationName } = (await c.req.raw.clone().json()) as Asked;
    const document = documentIn(query);
    if (document === undefined || !isAboutSchema(document)) return next();
    schema ??= schemaWithWords();
    schema.catch(() => {
      schema = undefined;
    });
    const of = await schema;
    if (validate(of, document).length > 0) return next();
    return c.json(await execute({ schema: of, document, variableValues: variables, operationName }));
  });
}

interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

function documentIn(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/** Whether a document asks for `__schema` and `__type` alone. */
function isAboutSchema({ definitions }: DocumentNode): boolean {
  const operations = definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const fields = operations.flatMap(({ selectionSet }) => selectionSet.selections);
  return (
    fields.length > 0 &&
    fields.every((field) => field.kind === Kind.FIELD && ["__schema", "__type"].includes(field.name.value))
  );
}
