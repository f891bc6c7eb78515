import { createHash } from "node:crypto";
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { watchCaller } from "../http/watch-caller.ts";
import { watchHead } from "./head.ts";
import type { Answer, Reader } from "./reader.ts";
import type { Statement } from "./statement.ts";
import { Unavailable } from "./unavailable.ts";

const LIVE = {
  /** Answers that are kept up to date at once. Each is an open connection of a caller. */
  most: 100,
  /** A caller that has not taken in one ping when the next is due is given up. */
  pingMs: 15_000,
  /** How often the latest indexed block is looked at, once for all. */
  lookMs: 250,
  /** After a statement came at a bad time. */
  retryMs: 1_000,
};

/**
 * Answers a statement as a stream of events, one each time the answer has changed; what it is at first is not sent. A
 * place is free again as soon as its stream ends, its caller is gone, or its statement fails. The statements of all
 * streams run one after the other, so that those who ask once find connections.
 */
export function openLive(reader: Reader, { most, pingMs, lookMs, retryMs } = LIVE) {
  const head = watchHead(async () => {
    const checkpoints = "select latest_checkpoint from _ponder_checkpoint";
    return JSON.stringify(await reader.read({ sql: checkpoints, params: [] }));
  }, lookMs);
  const inTurn = takeTurns();
  let open = 0;

  return async (c: Context, statement: Statement): Promise<Response> => {
    if (open >= most) {
      throw new Unavailable(
        `${most} live answers are open, and no more are given. Try later, or ask /sql/db.`,
      );
    }
    const { signal } = c.req.raw;
    const read = async () => {
      if (signal.aborted) throw new Unavailable("The caller is gone.");
      return reader.read(statement);
    };
    const leave = take();
    let seen = head.latest;
    let known: string;
    try {
      known = digest(await inTurn(read));
      if (signal.aborted) throw new Unavailable("The caller is gone.");
    } catch (error) {
      leave();
      throw error;
    }

    const sendChanges = async (stream: SSEStreamingApi) => {
      const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
      while (true) {
        await Promise.race([head.after(seen), gone]);
        if (stream.aborted) return;
        const { latest } = head;
        const answer = await inTurn(read).catch(pauseIfUnavailable);
        if (answer === undefined) continue;
        seen = latest;
        if (digest(answer) === known) continue;
        known = digest(answer);
        await stream.writeSSE({ data: JSON.stringify(answer) });
      }
    };
    return streamSSE(
      c,
      async (stream) => {
        const stopWatching = watchCaller(stream, signal, pingMs);
        await sendChanges(stream).finally(() => {
          stopWatching();
          leave();
        });
      },
      async () => undefined,
    );
  };

  function take(): () => void {
    open++;
    head.join();
    return () => {
      open--;
      head.leave();
    };
  }

  async function pauseIfUnavailable(error: unknown): Promise<undefined> {
    if (!(error instanceof Unavailable)) throw error;
    await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
  }
}

const digest = (answer: Answer) => createHash("sha256").update(JSON.stringify(answer)).digest("hex");

function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
