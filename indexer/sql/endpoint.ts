import { Hono } from "hono";
import { openLive } from "./live.ts";
import type { Reader } from "./reader.ts";
import type { Tables } from "./rows.ts";
import { readStatement, StatementError } from "./statement.ts";
import { Unavailable } from "./unavailable.ts";

/**
 * SQL over HTTP for `@ponder/client`: `/db` answers a statement once, `/live` each time the answer has changed. A
 * statement that is refused is answered with status 400, one that comes at a bad time with 503, both with a text that
 * says why.
 * @param tables That statements may read.
 */
export function sqlEndpoint(reader: Reader, tables: Tables, live = openLive(reader)): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof StatementError) return c.text(error.message, 400);
    if (!(error instanceof Unavailable)) throw error;
    c.header("retry-after", "1");
    return c.text(error.message, 503);
  });

  // HEAD would be answered as GET, with a stream that no one reads and that never ends.
  app.use(async (c, next) => {
    if (c.req.method === "GET") return next();
    return c.text(`The method is ${c.req.method}. Use GET, as createClient of @ponder/client does.`, 405);
  });
  app.get("/db", async (c) => c.json(await reader.read(readStatement(c.req.query("sql"), tables))));
  app.get("/live", (c) => live(c, readStatement(c.req.query("sql"), tables)));

  return app;
}
