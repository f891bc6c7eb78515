import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from "graphql";
import { GRAPHQL_LIMITS } from "../http/graphql-size.ts";
import { Kept } from "../http/kept.ts";

/** How a variable's value makes one statement another: by its kind alone, by what a cursor has no value of, or by itself. */
export type Use = "kind" | "cursor" | "value";

/** A query that was parsed and validated. */
export interface KnownDocument {
  readonly errors: readonly GraphQLError[];
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly uses: ReadonlyMap<string, Use>;
}

const MOST_KEPT = 500;
/** Longer queries are parsed each time. */
const LONGEST_KEPT = 20_000;

const BY_VALUE = new Set(["orderBy", "orderDirection", "limit", "offset"]);
const CURSORS = new Set(["after", "before"]);

/** Parses and validates queries, each once while it is asked again and again. */
export function openDocuments(schema: GraphQLSchema): (query: string) => KnownDocument {
  const kept = new Kept<KnownDocument>(MOST_KEPT);
  return (query) => {
    const known = kept.get(query);
    if (known !== undefined) return known;
    const made = documentOf(schema, query);
    if (query.length <= LONGEST_KEPT) kept.set(query, made);
    return made;
  };
}

function documentOf(schema: GraphQLSchema, query: string): KnownDocument {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: GRAPHQL_LIMITS.tokens });
  } catch (error) {
    return { errors: [error as GraphQLError], operations: [], fragments: {}, uses: new Map() };
  }
  const errors = validate(schema, document);
  const { definitions } = document;
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const fragments = Object.fromEntries(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  return { errors, operations, fragments, uses: usesIn(document) };
}

function usesIn(document: DocumentNode): Map<string, Use> {
  const uses = new Map<string, Use>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (value.kind !== Kind.VARIABLE) return;
      const variable = value.name.value;
      if (BY_VALUE.has(name.value)) uses.set(variable, "value");
      else if (CURSORS.has(name.value) && uses.get(variable) !== "value") uses.set(variable, "cursor");
    },
  });
  return uses;
}
