import { get, inQuery } from "./operations.ts";
import { amount, flag, list, object, orNull, type Schema, text, time, whole } from "./schemas.ts";

const anything: Schema = { type: "object", additionalProperties: true };
const query = {
  required: ["query"],
  type: "object",
  properties: { query: text(), variables: anything, operationName: { type: ["string", "null"] } },
};
const refused = (description: string, type = "text/plain") => ({
  description,
  content: { [type]: { schema: type === "text/plain" ? text() : anything } },
});

const statement = inQuery("sql", text(), "A statement as @ponder/client writes it.");

export const servicePaths = {
  "/ready": {
    get: {
      ...{
        operationId: "getReady",
        tags: ["service"],
        summary: "Whether everything up to now is indexed and agrees with the chain",
      },
      responses: {
        "200": { description: "It is." },
        "503": refused("It is not, and why."),
      },
    },
  },
  "/check": get({
    ...{ id: "getCheck", tag: "service" },
    summary: "The latest comparison of the rows with the chain",
    answers: {
      "application/json": object({
        ...{ agrees: orNull(flag), problem: orNull(text()), remedy: orNull(text()), block: orNull(whole) },
        secondsAgo: orNull(whole),
        money: list(
          object({
            ...{ contract: text(), address: text(), rows: amount, chain: amount },
            plainTransfers: orNull(amount),
          }),
        ),
        unconfirmedRanges: orNull(whole),
      }),
    },
  }),
  "/status": get({
    ...{ id: "getStatus", tag: "service" },
    summary: "The block up to which everything is indexed",
    answers: {
      "application/json": object({
        chain: object({ id: whole, block: object({ number: whole, timestamp: time }) }),
      }),
    },
  }),
  "/health": {
    get: {
      ...{ operationId: "getHealth", tags: ["service"], summary: "Whether the process runs" },
      responses: { "200": { description: "It does." } },
    },
  },
  "/metrics": get({
    ...{ id: "getMetrics", tag: "service" },
    summary: "Figures for the operator, as Prometheus reads them",
    answers: { "text/plain": text() },
  }),
  "/openapi.json": get({
    ...{ id: "getOpenapi", tag: "service" },
    summary: "This document",
    answers: { "application/json": anything },
  }),
  "/graphql": {
    post: {
      ...{ operationId: "queryGraphql", tags: ["tables"] },
      summary: "A query over all tables; its own schema says what can be asked",
      requestBody: { required: true, content: { "application/json": { schema: query } } },
      responses: {
        "200": refused("The answer: `data`, or `errors`.", "application/json"),
        "400": refused("The query asks for too much, or for what there is not.", "application/json"),
        "413": refused("The body is too large.", "application/json"),
        "429": refused(
          "The caller has used up its points of a minute; `retry-after` says when to ask again.",
          "application/json",
        ),
        "503": refused("Too many queries wait, or the database does not answer.", "application/json"),
      },
    },
  },
  "/sql/db": {
    get: {
      ...{
        operationId: "querySql",
        tags: ["tables"],
        summary: "SQL for @ponder/client; off unless the operator turns it on",
      },
      parameters: [{ ...statement, required: true }],
      responses: {
        "200": { description: "The rows.", content: { "application/json": { schema: anything } } },
        "400": refused("The statement is refused."),
        "403": refused("SQL is off."),
        "503": refused("The indexer has no time for it."),
      },
    },
  },
  "/sql/live": {
    get: {
      ...{
        operationId: "watchSql",
        tags: ["tables"],
        summary: "The same as a stream, each time the answer has changed",
      },
      parameters: [{ ...statement, required: true }],
      responses: {
        "200": { description: "Server-sent events.", content: { "text/event-stream": { schema: text() } } },
        "400": refused("The statement is refused."),
        "403": refused("SQL is off."),
        "503": refused("The indexer has no time for it, or too many follow an answer."),
      },
    },
  },
};
