import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { client, graphql } from "ponder";
import { checkGraphql } from "../../http/graphql-request.ts";
import { checkSql } from "../../http/sql-request.ts";
import { unshadowed } from "../../http/unshadowed.ts";
import { accounts } from "./accounts.ts";

const ENDPOINTS = [
  ...["/graphql", "/sql", "/ready", "/status", "/health", "/metrics"],
  ...["/accounts/<address>", "/accounts/<address>/statement", "/accounts/<address>/statement.csv"],
  ...["/accounts/<address>/costs", "/principals/<address>"],
];

const app = new Hono();

app.use("/graphql", checkGraphql, graphql({ db, schema }));
app.use("/sql/*", checkSql, client({ db: unshadowed(db), schema }));
app.route("/", accounts);
app.all("*", (c) =>
  c.json({ error: `There is nothing at ${c.req.path}. Served here: ${ENDPOINTS.join(", ")}.` }, 404),
);

export default app;
