import { drizzle } from "drizzle-orm/node-postgres";
import { type ExecutionResult, execute, type GraphQLSchema, parse, validate } from "graphql";
import type pg from "pg";
import * as schema from "../../../indexer/ponder.schema.ts";

/** Ponder's own GraphQL, which it does not export. */
const GRAPHQL = new URL("../../../node_modules/ponder/dist/esm/graphql/index.js", import.meta.url).href;

interface Ponder {
  buildGraphQLSchema(of: { readonly schema: object }): GraphQLSchema;
  buildDataLoaderCache(qb: object): unknown;
}

/** A statement that a question became. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** A step of a plan that reads a table. */
export interface Scan {
  readonly table: string;
  readonly type: string;
  readonly index: string | undefined;
  /** Rows that it read and did not need. */
  readonly removed: number;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Rows Removed by Filter"?: number;
  readonly "Actual Loops"?: number;
  readonly Plans?: readonly Node[];
}

/** Asks Ponder's GraphQL on a database. @returns the answer, and the statements that it took. */
export async function askOn(client: pg.Pool, text: string, variables: object) {
  const { buildGraphQLSchema, buildDataLoaderCache } = (await import(GRAPHQL)) as Ponder;
  const statements: Statement[] = [];
  const logger = { logQuery: (sql: string, params: unknown[]) => void statements.push({ sql, params }) };
  const db = drizzle(client, { schema, casing: "snake_case", logger });
  const wrap = (one: unknown, other?: unknown) => ((other ?? one) as (on: typeof db) => unknown)(db);
  const qb = { raw: db, wrap };
  const asked = { schema: buildGraphQLSchema({ schema }), document: parse(text) };
  const wrong = validate(asked.schema, asked.document);
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join("\n"));
  const answer: ExecutionResult = await execute({
    ...asked,
    variableValues: { ...variables },
    contextValue: { qb, getDataLoader: buildDataLoaderCache(qb) },
  });
  return { answer, statements };
}

/** How PostgreSQL reads the tables of a statement, when it runs it. */
export async function scansOf(client: pg.Pool, { sql, params }: Statement): Promise<Scan[]> {
  const { rows } = await client.query<{ readonly "QUERY PLAN": readonly { readonly Plan: Node }[] }>(
    `explain (analyze, format json) ${sql}`,
    [...params],
  );
  return (rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => scansIn(Plan));
}

function scansIn(node: Node, above?: Node): Scan[] {
  const below = (node.Plans ?? []).flatMap((each) => scansIn(each, node));
  const type = node["Node Type"];
  if (!type.endsWith("Scan") || type === "Bitmap Heap Scan") return below;
  const table = node["Relation Name"] ?? heapOf(above) ?? "";
  const removed = (node["Rows Removed by Filter"] ?? 0) * (node["Actual Loops"] ?? 1);
  return [{ table, type, index: node["Index Name"], removed }, ...below];
}

const heapOf = (node: Node | undefined) => node?.["Relation Name"];
