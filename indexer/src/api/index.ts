import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { graphql, sql } from "ponder";
import { describeGraphql } from "../../http/graphql-introspection.ts";
import { checkGraphql, limitGraphql } from "../../http/graphql-request.ts";
import { readDatabase, readSqlUrl } from "../../settings/settings.ts";
import { sqlIsOff } from "../../sql/off.ts";
import { accounts } from "./accounts.ts";
import { sayAsOf } from "./as-of.ts";
import { settlements } from "./settlements.ts";

const ENDPOINTS = [
  ...["/graphql", "/ready", "/status", "/health", "/metrics"],
  ...["/accounts/<address>", "/accounts/<address>/statement", "/accounts/<address>/statement.csv"],
  ...["/accounts/<address>/costs", "/principals/<address>"],
  ...["/principals/<address>/settlements", "/principals/<address>/settlements.csv"],
  ...["/agents/<address>/settlements", "/agents/<address>/settlements.csv"],
];

const app = new Hono();

const answerGraphql = graphql({ db, schema });
const ponder = new Hono().use("/graphql", answerGraphql);
const describe = describeGraphql(async (query) => {
  const headers = { "content-type": "application/json" };
  const answer = await ponder.request("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { readonly data?: unknown };
});

app.use("/graphql", limitGraphql, checkGraphql, sayAsOf, describe, answerGraphql);

const sqlUrl = readSqlUrl(process.env);
const database = readDatabase(process.env);
if (sqlUrl === undefined || database.kind === "pglite") {
  app.all("/sql/*", sqlIsOff);
} else {
  const { openSql } = await import("../../sql/open.ts");
  const { rows } = await db.execute<{ schema: string }>(sql`select current_schema() as schema`);
  app.route("/sql", await openSql(database.connectionString, sqlUrl, rows[0]?.schema ?? ""));
  ENDPOINTS.push("/sql");
}

app.route("/", accounts);
app.route("/", settlements);
app.all("*", (c) =>
  c.json({ error: `There is nothing at ${c.req.path}. Served here: ${ENDPOINTS.join(", ")}.` }, 404),
);

export default app;
