import { createMiddleware } from "hono/factory";

/** Ponder refuses longer statements. */
const MAX_SQL_LENGTH = 5_000;
const REMEDY = "Use createClient of @ponder/client, which encodes statements.";

/** What is wrong with the `sql` parameter of a request; undefined when it holds a statement and its parameters. */
export function sqlProblem(parameter: string | undefined): string | undefined {
  if (parameter === undefined) return `The query parameter sql is missing. ${REMEDY}`;
  let statement: unknown;
  try {
    const { json } = JSON.parse(parameter) as { readonly json?: unknown };
    statement = json !== null && typeof json === "object" && "sql" in json ? json.sql : undefined;
  } catch {
    return `The query parameter sql is not JSON. ${REMEDY}`;
  }
  if (typeof statement !== "string") return `The query parameter sql holds no statement. ${REMEDY}`;
  if (statement.length > MAX_SQL_LENGTH) {
    return `The statement has ${statement.length} characters. Keep it within ${MAX_SQL_LENGTH}.`;
  }
  return undefined;
}

/** Why Ponder refuses a statement: what it does not support, what does not exist, and what is no SQL at all. */
const REFUSALS = /not supported|Invalid query|Invalid CTE|does not exist|syntax error|\[object Object\]/;

/** What a refusal in Ponder's words tells a caller; undefined for any other text. */
export function sqlRefusal(text: string): string | undefined {
  if (!REFUSALS.test(text)) return undefined;
  const reason = text === "[object Object]" ? "it is no SQL" : text;
  return `The statement was refused: ${reason}. Send one SELECT over the tables of the schema.`;
}

/** Answers a request that holds no statement, or one that is refused, with status 400 and a text that says why. */
export const checkSql = createMiddleware(async (c, next) => {
  if (!["/sql/db", "/sql/live"].includes(c.req.path)) return next();
  const problem = sqlProblem(c.req.query("sql"));
  if (problem !== undefined) return c.text(problem, 400);
  await next();
  if (c.res.status !== 500) return;
  const refusal = sqlRefusal(await c.res.clone().text());
  if (refusal !== undefined) c.res = c.text(refusal, 400);
});
