import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { graphql, sql } from "ponder";
import { checkGraphql, limitGraphql } from "../../http/graphql-request.ts";
import { readDatabase, readSqlUrl } from "../../settings/settings.ts";
import { sqlIsOff } from "../../sql/off.ts";
import { accounts } from "./accounts.ts";
import { sayAsOf } from "./as-of.ts";
import { check } from "./check.ts";

const ENDPOINTS = [
  ...["/graphql", "/ready", "/check", "/status", "/health", "/metrics"],
  ...["/accounts/<address>", "/accounts/<address>/statement", "/accounts/<address>/statement.csv"],
  ...["/accounts/<address>/costs", "/principals/<address>"],
];

const app = new Hono();

app.use("/graphql", limitGraphql, checkGraphql, sayAsOf, graphql({ db, schema }));

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

app.route("/", check);
app.route("/", accounts);
app.all("*", (c) =>
  c.json({ error: `There is nothing at ${c.req.path}. Served here: ${ENDPOINTS.join(", ")}.` }, 404),
);

export default app;
