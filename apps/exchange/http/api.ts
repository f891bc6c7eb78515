import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { BaseError, NodeUnreachableError, RpcFailedError } from "quittance/errors";
import { parseJson, toJson } from "quittance/json";
import type { BallotQuestion } from "quittance/jury";
import type { Screening } from "quittance/screening";
import type { Hex } from "viem";
import { type Board, MOST_REASONS_BYTES, type Taken } from "../board/board.ts";
import { readBody } from "../board/messages.ts";
import type { Log } from "../log.ts";
import type { Entry, Store } from "../store/store.ts";
import type { Limiter } from "./limiter.ts";
import type { Metrics } from "./metrics.ts";
import { screenedMount } from "./screened-mount.ts";

/** Another interface under the same port. */
export interface Mount {
  /** Such as `/directory`; it gets every path below. */
  readonly path: string;
  readonly serve: (request: Request) => Response | Promise<Response>;
}

export interface ApiOptions {
  readonly board: Board;
  readonly store: Store;
  readonly limiter: Limiter;
  readonly metrics: Metrics;
  readonly log: Log;
  /** What this exchange is for; no secret. */
  readonly about: Readonly<Record<string, string | number>>;
  /** Whether the last address in `x-forwarded-for` is who asks: a proxy of the operator's wrote it. */
  readonly isProxied: boolean;
  readonly mounts?: readonly Mount[] | undefined;
  /** What parties of messages are screened by. */
  readonly screening?: Screening | undefined;
}

/** Terms of 32 milestones, a drawn panel, and a signature of a contract wallet. */
const MOST_BODY_BYTES = 200_000;
const HASH = /^0x[0-9a-f]{64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const WHOLE = /^\d{1,15}$/;
/** Entries of one page of changes, and its bytes; one entry may have more, by itself. */
const MOST_CHANGES = 100;
const MOST_PAGE_BYTES = 500_000;
const PATHS = ["/", "/healthz", "/metrics", "/commitments", "/ballots", "/reasons", "/jurors", "/changes"];

/** The HTTP interface of the exchange. */
export function createApi(options: ApiOptions): Hono {
  const { board, store, limiter, metrics, log, about, isProxied, mounts = [], screening } = options;
  const app = new Hono();
  const known = [...PATHS, ...mounts.map(({ path }) => path)];

  app.use(async (context, next) => {
    const start = performance.now();
    await next();
    // The first part, as paths have hashes of strangers.
    const first = `/${context.req.path.split("/")[1] ?? ""}`;
    const path = `${context.req.method} ${known.includes(first) ? first : "other"}`;
    metrics.answered(path, context.res.status, (performance.now() - start) / 1_000);
    if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
    context.header("x-content-type-options", "nosniff");
  });
  app.get("/healthz", async (context) => {
    await store.counts();
    return context.json({ ok: true });
  });
  app.get("/metrics", async (context) => {
    context.header("content-type", metrics.registry.contentType);
    return context.body(await metrics.registry.metrics());
  });

  app.use(cors({ origin: "*", allowMethods: ["GET", "POST"], maxAge: 86_400 }));
  app.use(async (context, next) => {
    if (limiter.allows(addressOf(context, isProxied))) return next();
    context.header("retry-after", "10");
    return context.json({ error: "too many requests from this address; ask again in some seconds" }, 429);
  });
  app.get("/", (context) => context.json(about));

  for (const kind of ["commitment", "ballot"] as const) {
    app.post(`/${kind}s`, limited(MOST_BODY_BYTES), async (context) => {
      const message = readBody(kind, await context.req.text());
      if ("error" in message) return context.json(message, 400);
      const taken = await board.take(message);
      log("info", `${kind} posted`, { status: taken.status, id: message.item.deal });
      return answer(context, taken);
    });
    app.get(`/${kind}s`, async (context) => {
      const question = questionIn(context);
      if (question === undefined) return context.json({ error: WRONG_QUESTION }, 400);
      const found = await board.entries(kind, question);
      return context.body(toJson({ [`${kind}s`]: found.map((entry) => shown(kind, entry)) }), 200, JSON_TYPE);
    });
  }
  app.post("/reasons", limited(MOST_REASONS_BYTES), async (context) => {
    const text = textOf(await context.req.arrayBuffer());
    if (text === undefined) return context.json({ error: "the body must be UTF-8 text" }, 400);
    return answer(context, await board.takeReasons(text));
  });
  app.get("/reasons/:hash", async (context) => {
    const hash = context.req.param("hash").toLowerCase();
    if (!HASH.test(hash)) return context.json({ error: "a hash is 0x and 64 hex digits" }, 400);
    const reasons = await board.reasons(hash as Hex);
    if (reasons === undefined) return context.json({ error: "no reasons of this hash" }, 404);
    // The answer is JSON, so that no browser takes a stranger's text for a page.
    return context.json({ reasons });
  });
  app.get("/jurors/:juror", async (context) => {
    const juror = context.req.param("juror").toLowerCase();
    if (!ADDRESS.test(juror)) return context.json({ error: "a juror is 0x and 40 hex digits" }, 400);
    const after = placeIn(context);
    if (after === undefined) return context.json({ error: WRONG_PLACE }, 400);
    const found = await store.entriesOf(juror as Hex, after, MOST_CHANGES);
    return context.body(jurorPage(found, after), 200, JSON_TYPE);
  });
  app.get("/changes", async (context) => {
    const after = placeIn(context);
    if (after === undefined) return context.json({ error: WRONG_PLACE }, 400);
    return context.body(await pageOf(store, after), 200, JSON_TYPE);
  });
  for (const mount of mounts) {
    const { path, serve } = screenedMount(mount, screening);
    app.all(path, (context) => serve(context.req.raw));
    app.all(`${path}/*`, (context) => serve(context.req.raw));
  }

  app.notFound((context) => context.json({ error: "no such path" }, 404));
  app.onError((error, context) => {
    const isNodes = error instanceof NodeUnreachableError || error instanceof RpcFailedError;
    // A message of a database could hold what was posted.
    const message = error instanceof BaseError ? error.shortMessage : "";
    log(isNodes ? "warn" : "error", "request failed", { error: error.name, message });
    return context.json({ error: "the board could not answer; ask again" }, 503);
  });
  return app;
}

const JSON_TYPE = { "content-type": "application/json" };
const WRONG_QUESTION =
  "give deal and evidence as 0x and 64 hex digits, milestone as a number, and round as 1 or 2";

const limited = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (context) => context.json({ error: `more than ${maxSize} bytes` }, 413) });

function answer(context: Context, taken: Taken) {
  const { status, ...body } = taken;
  return context.json(body, status as 200);
}

const WRONG_PLACE = "after must be a whole number";

/** The place to go on from; the start when left out. */
function placeIn(context: Context): number | undefined {
  const after = context.req.query("after") ?? "0";
  return WHOLE.test(after) ? Number(after) : undefined;
}

function questionIn(context: Context): BallotQuestion | undefined {
  const asked = (name: string) => (context.req.query(name) ?? "").toLowerCase();
  const [deal, milestone, round, evidence] = ["deal", "milestone", "round", "evidence"].map(asked);
  const isWhole = HASH.test(deal ?? "") && HASH.test(evidence ?? "");
  if (!isWhole || !/^\d{1,3}$/.test(milestone ?? "") || !/^[12]$/.test(round ?? "")) return undefined;
  return {
    ...{ deal: deal as Hex, evidence: evidence as Hex },
    ...{ milestone: Number(milestone), round: Number(round) },
  };
}

function shown(kind: "commitment" | "ballot", { body, receivedAt, afterReveal }: Entry): object {
  const item: unknown = parseJson(body);
  return kind === "commitment" ? { commitment: item, receivedAt, afterReveal } : { ballot: item, receivedAt };
}

/** One page of what a juror posted after a place. */
function jurorPage(found: readonly Entry[], after: number): string {
  const entries: object[] = [];
  let [bytes, next] = [0, after];
  for (const entry of found) {
    if (entry.kind === "reasons") continue;
    if (bytes > MOST_PAGE_BYTES) break;
    bytes += entry.body.length;
    next = entry.sequence;
    entries.push(shown(entry.kind, entry));
  }
  return toJson({ entries, next });
}

/** One page of what came after a place, with all that a peer needs to check it. */
async function pageOf(store: Store, after: number): Promise<string> {
  const found = await store.changes(after, MOST_CHANGES);
  const entries: string[] = [];
  let [bytes, next] = [0, after];
  for (const { sequence, kind, body, panel, terms } of found) {
    const item = kind === "reasons" ? { reasons: body } : { [kind]: parseJson(body) };
    const source = kind === "reasons" ? {} : { terms: parseJson(terms) };
    const entry = toJson({
      place: sequence,
      kind,
      ...source,
      ...(panel && { panel: parseJson(panel) }),
      ...item,
    });
    bytes += Buffer.byteLength(entry);
    if (entries.length > 0 && bytes > MOST_PAGE_BYTES) break;
    next = sequence;
    entries.push(entry);
  }
  return `{"epoch":${toJson(store.epoch)},"entries":[${entries.join()}],"next":${next}}`;
}

function addressOf(context: Context, isProxied: boolean): string {
  const forwarded = isProxied ? context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  if (forwarded) return forwarded.slice(0, 64);
  try {
    return getConnInfo(context).remote.address ?? "";
  } catch {
    return "";
  }
}

function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    // A mark at the start is a part of what was hashed.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
