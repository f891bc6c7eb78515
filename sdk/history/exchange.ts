import { concatBytes } from "viem";
import { BaseError } from "../errors/base.ts";
import {
  IndexerAnswerMalformedError,
  IndexerNotReadyError,
  IndexerRefusedError,
  IndexerUnreachableError,
} from "../errors/history.ts";
import { reasonOf } from "./failures.ts";

/** What this package asks of `fetch`; the global one fits. */
export type HistoryFetch = (
  url: string,
  init: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: "error";
  },
) => Promise<Response>;

/** One question over HTTP. */
export interface Exchange {
  readonly url: string;
  /** JSON to post; left out for GET. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: HistoryFetch;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer that came whole. */
export interface Answered {
  readonly text: string;
  /** The header that says as of which block. */
  readonly asOf: string | undefined;
}

/** The header in which the indexer says up to which block an answer knows everything. */
const AS_OF = "quittance-as-of";
/** Bytes of an answer; a longer one is none of an indexer's. */
const MOST_BYTES = 67_108_864;
const STREAM = "text/event-stream";
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Asks until there is an answer; undefined when the indexer knows nothing of what is asked about. */
export async function exchange(asked: Exchange): Promise<Answered | undefined> {
  for (let attempt = 1; ; attempt++) {
    const { status, text, asOf, retryAfter } = await askOnce(asked);
    if (status >= 200 && status < 300) return { text, asOf };
    const said = messageOf(text);
    if (status === 404) return unknownOr(said);
    if (status !== 429 && status !== 503) throw refusal(status, said);
    if (attempt >= asked.attempts) throw new IndexerNotReadyError(status, said ?? "", retryAfter);
    const pause = retryAfter === undefined ? FIRST_PAUSE_MS * 2 ** (attempt - 1) : retryAfter * 1_000;
    await wait(Math.min(pause, LONGEST_PAUSE_MS), asked.signal);
  }
}

/** An indexer says what it does not know. Under a wrong base URL something else answers, or says that nothing is there. */
function unknownOr(said: string | undefined): undefined {
  if (said !== undefined && !said.startsWith("There is nothing at")) return undefined;
  throw new IndexerAnswerMalformedError(`HTTP 404${said === undefined ? "" : `: ${said}`}`);
}

function refusal(status: number, said: string | undefined): Error {
  if (said !== undefined || status === 401 || status === 403)
    return new IndexerRefusedError(status, said ?? "");
  return new IndexerAnswerMalformedError(`HTTP ${status}`);
}

/** Opens a stream of server-sent events. Only the connection has a time limit; who reads it judges when it has fallen silent. */
export async function openStream({
  url,
  headers,
  fetch,
  timeoutMs,
  signal,
}: Omit<Exchange, "body" | "attempts">): Promise<ReadableStream<Uint8Array>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  try {
    const asked = { method: "GET", headers: { Accept: STREAM, ...headers }, redirect: "error" } as const;
    const response = await fetch(url, { ...asked, signal: either });
    const isStream = response.headers.get("content-type")?.startsWith(STREAM) === true;
    if (response.status === 200 && isStream && response.body !== null) return response.body;
    const said = messageOf(await readBounded(response));
    throw streamRefusal(response, said);
  } catch (error) {
    if (error instanceof BaseError) throw error;
    if (signal?.aborted) throw signal.reason;
    throw new IndexerUnreachableError(
      late.signal.aborted ? `nothing for ${timeoutMs / 1_000} s` : reasonOf(error),
    );
  } finally {
    clearTimeout(timer);
  }
}

function streamRefusal({ status, headers }: Response, said: string | undefined): Error {
  if (status === 200) return new IndexerAnswerMalformedError("it is no stream of events");
  if (status === 404) return new IndexerAnswerMalformedError("it streams no changes");
  if (status !== 429 && status !== 503) return refusal(status, said);
  return new IndexerNotReadyError(status, said ?? "", secondsOf(headers.get("retry-after")));
}

async function askOnce({ url, body, headers, fetch, timeoutMs, signal }: Exchange) {
  const late = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? late : AbortSignal.any([late, signal]);
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: either,
      // It could lead anywhere, with the question and its password.
      redirect: "error",
    });
    return {
      status: response.status,
      text: await readBounded(response),
      asOf: response.headers.get(AS_OF) ?? undefined,
      retryAfter: secondsOf(response.headers.get("retry-after")),
    };
  } catch (error) {
    if (error instanceof IndexerAnswerMalformedError) throw error;
    if (signal?.aborted) throw signal.reason;
    throw new IndexerUnreachableError(late.aborted ? `nothing for ${timeoutMs / 1_000} s` : reasonOf(error));
  }
}

async function readBounded(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw new IndexerAnswerMalformedError(`it is longer than ${MOST_BYTES} bytes`);
    }
    parts.push(read.value);
  }
  return new TextDecoder().decode(concatBytes(parts));
}

/** Seconds of a Retry-After header, given as such or as a date. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const seconds = (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(Math.ceil(seconds), 0);
}

/** What an indexer says is wrong, over HTTP or GraphQL; undefined when it was not an indexer that answered. */
function messageOf(text: string): string | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const said: unknown = Reflect.get(Object(content), "error");
  if (typeof said === "string") return said;
  const [first]: unknown[] = [Reflect.get(Object(Reflect.get(Object(content), "errors")), "0")];
  const message: unknown = Reflect.get(Object(first), "message");
  return typeof message === "string" ? message : undefined;
}

async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, milliseconds);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}
