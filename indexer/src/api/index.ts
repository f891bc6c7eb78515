import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { client, graphql } from "ponder";
import { checkGraphql } from "../../http/graphql-request.ts";
import { checkSql } from "../../http/sql-request.ts";
import { unshadowed } from "../../http/unshadowed.ts";

const ENDPOINTS = ["/graphql", "/sql", "/ready", "/status", "/health", "/metrics"];

const app = new Hono();

app.use("/graphql", checkGraphql, graphql({ db, schema }));
app.use("/sql/*", checkSql, client({ db: unshadowed(db), schema }));
app.all("*", (c) =>
  c.json({ error: `There is nothing at ${c.req.path}. Served here: ${ENDPOINTS.join(", ")}.` }, 404),
);

export default app;
