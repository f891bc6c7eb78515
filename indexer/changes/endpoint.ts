import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { callersBy } from "../http/callers.ts";
import { ParameterError } from "../http/parameters.ts";
import { watchCaller } from "../http/watch-caller.ts";
import { watchHead } from "../sql/head.ts";
import { type Cursor, cursorText } from "./cursor.ts";
import { readChanges } from "./feed.ts";
import { MOST_CHANGES, questionIn } from "./question.ts";
import type { Followed, RowReader } from "./rows.ts";
import { Trails } from "./trails.ts";

const LIVE = {
  /** Streams at once. Each is an open connection of a caller. */
  most: 200,
  callerOf: callersBy(false),
  /** A caller that has not taken in one ping when the next is due is given up. */
  pingMs: 15_000,
  /** How often the latest indexed block is looked at, once for all. */
  lookMs: 250,
  /** After the rows could not be read. */
  retryMs: 1_000,
};

const STREAM = "text/event-stream";

/** The changes of a deal or of an agent, from a cursor on: a page of them as JSON, or all that come as server-sent events. */
export function changesEndpoint(
  reader: RowReader,
  settings: Partial<typeof LIVE & { readonly mostEach: number }> = {},
): Hono {
  const { most, callerOf, pingMs, lookMs, retryMs } = { ...LIVE, ...settings };
  // One caller gets a tenth of them at most, so that it cannot take them all.
  const { mostEach = Math.max(1, Math.floor(most / 10)) } = settings;
  const app = new Hono();
  const head = watchHead(reader.head, lookMs);
  const trails = new Trails();
  const streams = new Map<string, number>();
  let open = 0;

  app.onError((error, c) => {
    if (error instanceof ParameterError) return c.json({ error: error.message }, 400);
    throw error;
  });

  app.get("/changes", async (c) => {
    const { followed, cursor, limit } = questionIn(c);
    c.header("vary", "Accept");
    // HEAD would be answered with a stream that no one reads.
    const isStream = c.req.method === "GET" && c.req.header("Accept")?.includes(STREAM);
    if (isStream) return follow(c, followed, cursor);
    const { reorganisedFrom, changes, next } = await readChanges(reader, { followed, cursor, limit, trails });
    return c.json({ reorganisedFrom, changes, next: cursorText(next) });
  });

  function follow(c: Context, followed: Followed, cursor: Cursor): Response {
    if (open >= most) {
      c.header("retry-after", "10");
      return c.json(
        { error: `${most} streams of changes are open, and no more are given. Try later, or ask for JSON.` },
        503,
      );
    }
    const caller = callerOf(c);
    const own = streams.get(caller) ?? 0;
    if (own >= mostEach) {
      c.header("retry-after", "10");
      const error = `Your address has ${mostEach} streams of changes open, the most that one may have. Close some, or ask for JSON.`;
      return c.json({ error }, 429);
    }
    open++;
    streams.set(caller, own + 1);
    head.join();
    const leave = () => {
      open--;
      const left = (streams.get(caller) ?? 1) - 1;
      if (left > 0) streams.set(caller, left);
      else streams.delete(caller);
      head.leave();
    };
    const { signal } = c.req.raw;
    c.header("x-accel-buffering", "no");
    return streamSSE(
      c,
      async (stream) => {
        const stopWatching = watchCaller(stream, signal, pingMs);
        await sendChanges(stream, followed, cursor).finally(() => {
          stopWatching();
          leave();
        });
      },
      async () => undefined,
    );
  }

  async function sendChanges(stream: SSEStreamingApi, followed: Followed, from: Cursor): Promise<void> {
    const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
    let cursor = from;
    // Without a byte the caller does not see that the connection is there.
    await stream.write(": here\n\n");
    while (!stream.aborted) {
      const seen = head.latest;
      const batch = await readChanges(reader, { followed, cursor, limit: MOST_CHANGES, trails }).catch(
        () => undefined,
      );
      if (batch === undefined) {
        await Promise.race([pause(retryMs), gone]);
        continue;
      }
      cursor = batch.next;
      await send(stream, batch);
      if (batch.changes.length < MOST_CHANGES) await Promise.race([head.after(seen), gone]);
    }
  }

  return app;
}

async function send(
  stream: SSEStreamingApi,
  { reorganisedFrom, changes }: Awaited<ReturnType<typeof readChanges>>,
): Promise<void> {
  if (reorganisedFrom !== null) {
    const id = cursorText({ kind: "block", block: reorganisedFrom });
    await stream.writeSSE({ event: "reorganised", id, data: JSON.stringify({ from: reorganisedFrom }) });
  }
  for (const change of changes) {
    if (stream.aborted) return;
    await stream.writeSSE({ event: "change", id: change.cursor, data: JSON.stringify(change) });
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());
