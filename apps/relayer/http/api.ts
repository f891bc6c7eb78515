import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Hex, isHex } from "viem";
import type { Log } from "../log.ts";
import type { Authenticate, RelayerAccount } from "./accounts.ts";
import type { Front, Reply } from "./front.ts";
import type { Metrics } from "./metrics.ts";

export interface ApiOptions {
  readonly front: Front;
  readonly authenticate: Authenticate;
  readonly metrics: Metrics;
  readonly log: Log;
  /** What this relayer is for; no secret. */
  readonly about: Readonly<Record<string, string | number>>;
  /** Why it cannot work now; undefined when it can. */
  readonly trouble: () => string | undefined;
}

type Variables = { readonly Variables: { account: RelayerAccount } };

/** Two calls of the longest kind, in hex, and some JSON. */
const MOST_BODY_BYTES = 300_000;
const ID = /^0x[0-9a-f]{64}$/;

/** The relayer's HTTP interface. */
export function createApi({
  front,
  authenticate,
  metrics,
  log,
  about,
  trouble,
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
    const problem = trouble();
    return problem === undefined ? context.json({ ok: true }) : context.json({ ok: false, problem }, 503);
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
    if (body === undefined) return context.json(MALFORMED, 400);
    const reply = await front.take(context.get("account"), body.data, body.payment);
    log("info", "intent asked for", {
      account: context.get("account").name,
      status: reply.status,
      ...idIn(reply),
    });
    return context.json(reply.body, reply.status);
  });
  app.post("/quotes", async (context) => {
    const body = await bodyOf(context);
    if (body === undefined) return context.json(MALFORMED, 400);
    const reply = await front.quote(context.get("account"), body.data);
    return context.json(reply.body, reply.status);
  });
  app.get("/intents/:id", async (context) => {
    const id = context.req.param("id").toLowerCase();
    if (!ID.test(id)) return context.json({ error: "an id is 0x and 64 hex digits" }, 400);
    const reply = await front.status(id as Hex);
    return context.json(reply.body, reply.status);
  });

  app.notFound((context) => context.json({ error: "no such path" }, 404));
  app.onError((error, context) => {
    log("error", "request failed", { error: error.name, message: error.message.split("\n")[0] ?? "" });
    return context.json({ error: "the relayer could not answer; ask again" }, 503);
  });
  return app;
}

const MALFORMED = { error: 'the body must be {"data": "0x…"}, and may have a "payment": calldata in hex' };

const knownPath = (path: string) =>
  ["/", "/health", "/metrics", "/intents", "/quotes"].includes(path) ? path : "other";

const idIn = ({ body }: Reply): { readonly id?: string } =>
  typeof body.id === "string" ? { id: body.id } : {};

async function bodyOf(context: Context): Promise<{ data: Hex; payment: Hex | undefined } | undefined> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return undefined;
  const { data, payment } = body as { readonly data?: unknown; readonly payment?: unknown };
  if (!isHex(data) || (payment !== undefined && !isHex(payment))) return undefined;
  return { data: data.toLowerCase() as Hex, payment: payment?.toLowerCase() as Hex | undefined };
}
