import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Hex } from "viem";
import { MOST_PACT_BYTES, type Pacts } from "../judging/pacts.ts";
import type { Log } from "../log.ts";
import type { Queue } from "../queue/queue.ts";
import type { Handed } from "./deliveries.ts";
import type { Metrics } from "./metrics.ts";

export interface ApiOptions {
  readonly queue: Queue;
  readonly pacts: Pacts;
  /** Takes in a delivery that is not on-chain. */
  readonly hand: (text: string) => Promise<Handed>;
  readonly metrics: Metrics;
  readonly log: Log;
  /** What this juror is; no secret. */
  readonly about: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Why it does not get on; undefined when it does. */
  readonly trouble: () => string | undefined;
}

/** Bytes of terms with a delivery. */
const MOST_DELIVERY_BYTES = 65_536;
const HASH = /^0x[0-9a-f]{64}$/;

/** The juror's HTTP interface: how it is, what waits, and the place where parties leave the pact that it has to judge by. */
export function createApi({ queue, pacts, hand, metrics, log, about, trouble }: ApiOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  app.get("/", (context) => context.json(about));
  app.get("/health", (context) => {
    const problem = trouble();
    return problem === undefined ? context.json({ ok: true }) : context.json({ ok: false, problem }, 503);
  });
  app.get("/status", (context) => context.json({ ...about, ok: trouble() === undefined, ...queue.status() }));
  app.get("/metrics", async (context) => {
    context.header("content-type", metrics.registry.contentType);
    return context.body(await metrics.registry.metrics());
  });
  const limit = bodyLimit({
    maxSize: MOST_PACT_BYTES,
    onError: (context) => context.json({ error: `more than ${MOST_PACT_BYTES} bytes` }, 413),
  });
  app.put("/pacts/:hash", limit, async (context) => {
    const hash = context.req.param("hash").toLowerCase();
    if (!HASH.test(hash)) return context.json({ error: "a hash is 0x and 64 hex digits" }, 400);
    // So that strangers cannot fill the disk: a pact is kept only while a question waits for it.
    if (!queue.wantsPact(hash as Hex)) return context.json({ error: "no question waits for this pact" }, 404);
    const text = new Uint8Array(await context.req.arrayBuffer());
    if (await pacts.keep(hash as Hex, text)) return context.json({ ok: true });
    return context.json({ error: "the text does not have this hash" }, 400);
  });
  const small = bodyLimit({
    maxSize: MOST_DELIVERY_BYTES,
    onError: (context) => context.json({ error: `more than ${MOST_DELIVERY_BYTES} bytes` }, 413),
  });
  app.post("/deliveries", small, async (context) => {
    const { status, body } = await hand(await context.req.text());
    return context.json(body, status);
  });
  app.notFound((context) => context.json({ error: "no such path" }, 404));
  app.onError((error, context) => {
    log("error", "request failed", { error: error.name, message: error.message.split("\n")[0] ?? "" });
    return context.json({ error: "the juror could not answer; ask again" }, 503);
  });
  return app;
}
