import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { namesProblem } from "./graphql-names.ts";
import { GRAPHQL_LIMITS, sizeProblem } from "./graphql-size.ts";

const REMEDY = 'POST a JSON object such as {"query": "{ deals { items { id } } }", "variables": {}}.';

/** What is wrong with the body of a GraphQL request; undefined when it can be executed. */
export function graphqlProblem(body: unknown): string | undefined {
  if (body === null || typeof body !== "object" || Array.isArray(body))
    return `The body is not a JSON object. ${REMEDY}`;
  const { query, variables } = body as { readonly query?: unknown; readonly variables?: unknown };
  if (typeof query !== "string" || query.trim() === "") {
    return `query is ${query === undefined ? "missing" : "no text"}: ${JSON.stringify(query ?? null)}. ${REMEDY}`;
  }
  if (variables !== undefined && (typeof variables !== "object" || Array.isArray(variables))) {
    return `variables is no object: ${JSON.stringify(variables)}. ${REMEDY}`;
  }
  const given = { ...variables };
  return sizeProblem(query, given) ?? namesProblem(query, given);
}

/** A GraphQL request that can be executed. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** What `checkGraphql` leaves behind for those that answer. */
export interface Checked {
  readonly Variables: { asked: Asked };
}

/** Answers a body that is too long with status 413, before all of it is read. */
export const limitGraphql = bodyLimit({
  maxSize: GRAPHQL_LIMITS.bytes,
  onError: (c) => {
    const message = `The body has more than ${GRAPHQL_LIMITS.bytes} bytes. Ask in parts.`;
    return c.json({ errors: [{ message }] }, 413);
  },
});

/** How to ask, for a person who opens the address in a browser. No word of the request is in it: people paste the command. */
const HOW_TO_ASK = `This is the GraphQL endpoint of a Quittance indexer. It answers POST only. Put this indexer's own address in place of
http://127.0.0.1:42069:

curl -s http://127.0.0.1:42069/graphql -H 'content-type: application/json' \\
  -d '{"query": "{ deals { items { id status } } }"}'

This query lists what can be asked: { __schema { queryType { fields { name } } } }
`;

/**
 * Answers a request that is no GraphQL with status 400 and GraphQL's own shape of errors, and GET with a text that says how
 * to ask. Ponder's query editor is never reached: its page runs scripts of another host on the operator's own.
 */
export const checkGraphql = createMiddleware<Checked>(async (c, next) => {
  if (c.req.method === "GET") {
    c.header("allow", "POST");
    c.header("cache-control", "no-store");
    return c.text(HOW_TO_ASK, 405);
  }
  const refuse = (problem: string, status: 400 | 405) => c.json({ errors: [{ message: problem }] }, status);
  if (c.req.method !== "POST") return refuse(`The method is ${c.req.method}. ${REMEDY}`, 405);
  // A body of another type would be read in another way than it is checked.
  if (!/^application\/(graphql\+)?json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
    return refuse("The body is not said to be JSON. Send the header content-type: application/json.", 400);
  }
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    return refuse(`The body is not JSON. ${REMEDY}`, 400);
  }
  const problem = graphqlProblem(body);
  if (problem !== undefined) return refuse(problem, 400);
  c.set("asked", body as Asked);
  return next();
});
