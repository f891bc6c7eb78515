import { db } from "ponder:api";
import schema from "ponder:schema";
import { getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { Hono } from "hono";
import { graphql as ponderGraphql } from "ponder";
import { graphqlEndpoint } from "../../graphql/endpoint.ts";
import { Engine } from "../../graphql/engine.ts";
import { modelOf } from "../../graphql/model.ts";
import type { Reader } from "../../graphql/reader.ts";
import { openPgliteReader, type Pglite } from "../../graphql/reader-pglite.ts";
import { openPostgresReader } from "../../graphql/reader-postgres.ts";
import { schemaOf } from "../../graphql/schema.ts";
import { Callers } from "../../http/callers.ts";
import { readGraphqlSettings } from "../../settings/graphql.ts";
import { readDatabase } from "../../settings/settings.ts";
import { asOfHeader } from "./as-of.ts";
import { schemaName } from "./snapshot.ts";

/** Ponder makes the schema out of the tables, and says it in answer to introspection alone. */
async function introspection(): Promise<IntrospectionQuery> {
  const ponder = new Hono().use("/graphql", ponderGraphql({ db, schema }));
  const body = JSON.stringify({ query: getIntrospectionQuery({ descriptions: false }) });
  const headers = { "content-type": "application/json" };
  const answer = await ponder.request("/graphql", { method: "POST", headers, body });
  const { data } = (await answer.json()) as { readonly data: IntrospectionQuery };
  return data;
}

async function openReader(): Promise<Reader> {
  const database = readDatabase(process.env);
  if (database.kind === "pglite")
    return openPgliteReader((db as unknown as { readonly $client: Pglite }).$client);
  return openPostgresReader(database.connectionString, (await schemaName()) ?? "public");
}

const engine = new Engine(schemaOf(await introspection()), modelOf(schema), await openReader());

/** GraphQL over the tables. */
export const graphql = graphqlEndpoint({
  engine,
  callers: new Callers(readGraphqlSettings(process.env)),
  sayAsOf: asOfHeader,
});
