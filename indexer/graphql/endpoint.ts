import { setTimeout } from "node:timers/promises";
import { Hono, type MiddlewareHandler } from "hono";
import { type Callers, TooMany } from "../http/callers.ts";
import { type Checked, checkGraphql, limitGraphql } from "../http/graphql-request.ts";
import { Unavailable } from "../sql/unavailable.ts";
import { type Engine, type Prepared, Refused } from "./engine.ts";
import { Turns } from "./turns.ts";

export interface Serving {
  readonly engine: Engine;
  readonly callers: Callers;
  /** Says in the answer's headers which block it is as of. */
  readonly sayAsOf: (checkpoint: string | undefined) => Promise<Readonly<Record<string, string>>>;
  readonly turns?: Turns;
}

/** Points of a caller: for a question, for each so many rows it may read, for one that was not asked before, and for time. */
const COST = { question: 1, rows: 1_000, newQuestion: 1, milliseconds: 20 } as const;
/** Rows that a question may read, and milliseconds that it took when it came last, from which on it has to wait for its like. */
const HEAVY = { rows: 5_000, milliseconds: 200 } as const;
const RETRY_SECONDS = 1;
/** A caller that has used its points up waits so long for being told so, since many ask again at once; so many wait at most. */
const HELD = { milliseconds: 1_000, most: 1_000 } as const;
const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_TYPE = "application/graphql-response+json";

/** GraphQL over POST: each question is checked, has its points taken and waits for its turn, and is answered with one statement. */
export function graphqlEndpoint({ engine, callers, sayAsOf, turns = new Turns() }: Serving): Hono<Checked> {
  const app = new Hono<Checked>();
  const slow = new WeakSet<Prepared["plan"]>();
  const isHeavy = ({ plan }: Prepared) => plan.lookups > HEAVY.rows || slow.has(plan);

  let held = 0;
  const hold = async () => {
    if (held >= HELD.most) return;
    held += 1;
    await setTimeout(HELD.milliseconds, undefined, { ref: false });
    held -= 1;
  };

  /** Before anything of the request is read. */
  const turnAway: MiddlewareHandler<Checked> = async (c, next) => {
    try {
      await callers.check(c);
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      await hold();
      c.header("retry-after", String(error.seconds));
      return c.json({ errors: [{ message: error.message }] }, 429);
    }
    return next();
  };

  const answer: MiddlewareHandler<Checked> = async (c) => {
    const type = c.req.header("Accept")?.startsWith(GRAPHQL_TYPE)
      ? `${GRAPHQL_TYPE}; charset=utf-8`
      : JSON_TYPE;
    const reply = (body: string, status: 200 | 429 | 503, headers: Readonly<Record<string, string>> = {}) =>
      c.body(body, status, { ...headers, "content-type": type });
    const refuse = (message: string, status: 429 | 503, seconds: number) =>
      reply(JSON.stringify({ errors: [{ message }] }), status, { "retry-after": String(seconds) });
    try {
      const prepared = engine.prepare(c.get("asked"));
      await callers.take(c, costOf(prepared));
      const name = callers.nameOf(c);
      const { body, checkpoint } = await turns.take(name, isHeavy(prepared), async () => {
        const start = performance.now();
        try {
          return await engine.answer(prepared);
        } finally {
          const took = performance.now() - start;
          if (took > HEAVY.milliseconds) slow.add(prepared.plan);
          else slow.delete(prepared.plan);
          await callers.charge(c, Math.floor(took / COST.milliseconds));
        }
      });
      return reply(body, 200, await sayAsOf(checkpoint));
    } catch (error) {
      if (error instanceof Refused) return reply(error.body, 200);
      if (error instanceof TooMany) return refuse(error.message, 429, error.seconds);
      if (error instanceof Unavailable) return refuse(error.message, 503, RETRY_SECONDS);
      throw error;
    }
  };
  app.use("/graphql", turnAway, limitGraphql, checkGraphql, answer);
  return app;
}

function costOf({ plan, isNew }: Prepared): number {
  const rows = Math.floor(plan.lookups / COST.rows);
  return COST.question + rows + (isNew ? COST.newQuestion : 0);
}
