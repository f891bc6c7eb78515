import { Hono } from "hono";
import { openapiText } from "../../openapi/served.ts";
import { signedForms, trustEndpoints } from "../../oracle/endpoints.ts";
import { openOracle } from "../../oracle/open.ts";
import { readOracleSettings } from "../../oracle/settings.ts";
import { recordText } from "../../settings/record-text.ts";
import { readDatabase, readDeployment, readSqlUrl } from "../../settings/settings.ts";
import { sqlIsOff } from "../../sql/off.ts";
import { accounts } from "./accounts.ts";
import { changes } from "./changes.ts";
import { check } from "./check.ts";
import { documents } from "./documents.ts";
import { graphql } from "./graphql.ts";
import { settlements } from "./settlements.ts";
import { schemaName } from "./snapshot.ts";
import { trust } from "./trust.ts";

const ENDPOINTS = [
  ...["/graphql", "/ready", "/check", "/status", "/health", "/metrics", "/openapi.json"],
  ...["/accounts/<address>", "/accounts/<address>/statement", "/accounts/<address>/statement.csv"],
  ...["/accounts/<address>/costs", "/principals/<address>"],
  ...["/principals/<address>/settlements", "/principals/<address>/settlements.csv"],
  ...["/agents/<address>/settlements", "/agents/<address>/settlements.csv"],
  ...["/trust/keys", "/trust/did.json", "/.well-known/did.json", "/trust/context/v1"],
  ...["/trust/status/<list>", "/changes", "/documents", "/documents/<hash>", "/deals/<id>/documents"],
  ...["/trust/<address or DID>", "/trust/batch", "/trust/filter"],
];

const app = new Hono();

app.route("/", graphql);

const sqlUrl = readSqlUrl(process.env);
const database = readDatabase(process.env);
if (sqlUrl === undefined || database.kind === "pglite") {
  app.all("/sql/*", sqlIsOff);
} else {
  const { openSql } = await import("../../sql/open.ts");
  app.route("/sql", await openSql(database.connectionString, sqlUrl, (await schemaName()) ?? ""));
  ENDPOINTS.push("/sql/db", "/sql/live");
}

const oracle = await openOracle(readOracleSettings(process.env), readDeployment(process.env, recordText));

// These paths come first: what stands behind them is about subjects.
app.route("/", trustEndpoints(oracle));
app.use("/trust/:subject", signedForms(oracle));
app.route("/", check);
app.route("/", accounts);
app.route("/", settlements);
app.route("/", changes);
app.route("/", documents);
app.get("/openapi.json", (c) => c.body(openapiText, 200, { "content-type": "application/json" }));
app.route("/", trust);
app.all("*", (c) =>
  c.json({ error: `There is nothing at ${c.req.path}. Served here: ${ENDPOINTS.join(", ")}.` }, 404),
);

export default app;
