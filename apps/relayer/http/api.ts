import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Hex } from "viem";
import type { Log } from "../log.ts";
import type { Authenticate, RelayerAccount } from "./accounts.ts";
import { readAsked } from "./body.ts";
import type { Front, Reply } from "./front.ts";
import type { Metrics } from "./metrics.ts";

export interface ApiOptions {
  readonly front: Front;
  readonly authenticate: Authenticate;
  readonly metrics: Metrics;
  readonly log: Log;
  /** What this relayer is for; no secret. */
  readonly about: Readonly<Record<string, string | number | readonly string[]>>;
  /** By sender, why it does not get on now; undefined for one that does. */
  readonly troubles: () => Readonly<Record<string, string | undefined>>;
}

type Variables = { readonly Variables: { account: RelayerAccount } };

/** Two calls of the longest kind and the deployments before them, in hex, and some JSON. */
const MOST_BODY_BYTES = 400_000;
const ID = /^0x[0-9a-f]{64}$/;
/** Seconds that an answer can be waited for; proxies break off what takes a minute. */
const MOST_WAIT = 30;
const WRONG_WAIT = `wait must be a number of seconds from 0 to ${MOST_WAIT}`;

/** The relayer's HTTP interface. */
export function createApi({
  front,
  authenticate,
  metrics,
  log,
  about,
  troubles,
}: ApiOptions): Hono<Variables> {
  const app = new Hono<Variables>();

  app.use(async (context, next) => {
    const start = performance.now();
    await next();
    // The pattern, as paths have ids of strangers.
    const path = `${context.req.method} ${context.req.path.startsWith("/intents/") ? "/intents/:id" : knownPath(context.req.path)}`;
    metrics.answered(path, context.res.status, (performance.now() - start) / 1_000);
    context.header("cache-control", "no-store");
  });

  app.get("/", (context) => context.json(about));
  app.get("/health", (context) => {
    const found = Object.entries(troubles());
    const problems = found.filter(([, problem]) => problem !== undefined);
    if (problems.length === 0) return context.json({ ok: true });
    // What one key cannot send, another does.
    const isUnwell = problems.length === found.length;
    return context.json({ ok: !isUnwell, problems: Object.fromEntries(problems) }, isUnwell ? 503 : 200);
  });
  app.get("/metrics", async (context) => {
    context.header("content-type", metrics.registry.contentType);
    return context.body(await metrics.registry.metrics());
  });

  for (const path of ["/intents", "/intents/*", "/quotes"]) {
    app.use(path, async (context, next) => {
      const account = authenticate(context.req.header("authorization"));
      if (account === undefined) return context.json({ error: "no account has this key" }, 401);
      context.set("account", account);
      return next();
    });
    app.use(
      path,
      bodyLimit({
        maxSize: MOST_BODY_BYTES,
        onError: (context) => context.json({ error: `more than ${MOST_BODY_BYTES} bytes` }, 413),
      }),
    );
  }

  app.post("/intents", async (context) => {
    const body = await bodyOf(context);
    if ("error" in body) return context.json(body, 400);
    const reply = await front.take(context.get("account"), body);
    log("info", "intent asked for", {
      account: context.get("account").name,
      status: reply.status,
      ...idIn(reply),
    });
    return context.json(reply.body, reply.status);
  });
  app.post("/quotes", async (context) => {
    const body = await bodyOf(context);
    if ("error" in body) return context.json(body, 400);
    const reply = await front.quote(context.get("account"), body);
    return context.json(reply.body, reply.status);
  });
  app.get("/intents/:id", async (context) => {
    const id = context.req.param("id").toLowerCase();
    if (!ID.test(id)) return context.json({ error: "an id is 0x and 64 hex digits" }, 400);
    const wait = Number(context.req.query("wait") ?? 0);
    if (!(wait >= 0 && wait <= MOST_WAIT)) return context.json({ error: WRONG_WAIT }, 400);
    const reply = await front.status(id as Hex, wait * 1_000, context.req.raw.signal);
    return context.json(reply.body, reply.status);
  });

  app.notFound((context) => context.json({ error: "no such path" }, 404));
  app.onError((error, context) => {
    log("error", "request failed", { error: error.name, message: error.message.split("\n")[0] ?? "" });
    return context.json({ error: "the relayer could not answer; ask again" }, 503);
  });
  return app;
}

const knownPath = (path: string) =>
  ["/", "/health", "/metrics", "/intents", "/quotes"].includes(path) ? path : "other";

const idIn = ({ body }: Reply): { readonly id?: string } =>
  typeof body.id === "string" ? { id: body.id } : {};

const bodyOf = async (context: Context) => readAsked(await context.req.json().catch(() => undefined));
