import type { PGlite } from "@electric-sql/pglite";
import { drizzle as onPostgres } from "drizzle-orm/node-postgres";
import { drizzle as onPglite } from "drizzle-orm/pglite";
import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  introspectionFromSchema,
  parse,
  validate,
} from "graphql";
import pg from "pg";
import { schemaOf } from "../../../indexer/graphql/schema.ts";
import * as schema from "../../../indexer/ponder.schema.ts";

/** Ponder's own GraphQL, which it does not export. */
const GRAPHQL = new URL("../../../node_modules/ponder/dist/esm/graphql/index.js", import.meta.url).href;

interface Ponder {
  buildGraphQLSchema(of: { readonly schema: object }): GraphQLSchema;
  buildDataLoaderCache(qb: object): unknown;
}

const ponder = async () => (await import(GRAPHQL)) as Ponder;

/** The schema that Ponder makes of the indexer's tables. */
export async function ponderSchema(): Promise<GraphQLSchema> {
  return (await ponder()).buildGraphQLSchema({ schema });
}

/** The indexer's own, which is made of it. */
export async function indexerSchema(): Promise<GraphQLSchema> {
  return schemaOf(introspectionFromSchema(await ponderSchema(), { descriptions: false }));
}

/** Opens Ponder's GraphQL on a database, as the indexer would serve it without a GraphQL of its own. */
export async function openPonder(client: pg.Pool | PGlite) {
  const { buildGraphQLSchema, buildDataLoaderCache } = await ponder();
  const options = { schema, casing: "snake_case" } as const;
  const db = client instanceof pg.Pool ? onPostgres(client, options) : onPglite(client, options);
  const wrap = (one: unknown, other?: unknown) => ((other ?? one) as (on: typeof db) => unknown)(db);
  const qb = { raw: db, wrap };
  const built = buildGraphQLSchema({ schema });
  return async (query: string, variables: object): Promise<ExecutionResult> => {
    const document = parse(query);
    const errors = validate(built, document);
    if (errors.length > 0) return { errors };
    return execute({
      ...{ schema: built, document, variableValues: { ...variables } },
      contextValue: { qb, getDataLoader: buildDataLoaderCache(qb) },
    });
  };
}
