import { BaseError } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { ExchangeRefusedError, ExchangeUnreachableError } from "../../errors/market.ts";
import { requireList, requirePositiveInteger } from "../../json/options.ts";
import { readJson } from "../../json/read.ts";
import { boundedBytes } from "../../jury/http.ts";

/** What this package asks of `fetch`; the global one fits. */
export type ExchangeFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Exchanges, and how they are asked. */
export interface Exchanges {
  /** URLs of 1 to 16 exchanges. */
  readonly exchanges: readonly string[];
  /** In place of the global `fetch`. */
  readonly fetch?: ExchangeFetch | undefined;
  /** Milliseconds for each answer; 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
}

/** The fields of `Exchanges`. */
export const EXCHANGES = "exchanges fetch timeoutMs";

/** An exchange that failed. The others may have answered. */
export interface ExchangeFailure {
  readonly exchange: string;
  readonly error: BaseError;
}

const MOST_EXCHANGES = 16;
export const TIMEOUT_MS = 10_000;
/** Bytes of an answer: a page of listings, or the bids of a request. */
const MOST_BYTES = 8_388_608;

/** The base URLs of exchanges, without slashes at their ends. */
export function requireExchanges({ exchanges, timeoutMs = TIMEOUT_MS }: Exchanges): readonly string[] {
  requireList("exchanges", exchanges);
  requirePositiveInteger("timeoutMs", timeoutMs);
  if (exchanges.length === 0 || exchanges.length > MOST_EXCHANGES) {
    throw new InvalidFieldError({
      field: "exchanges",
      value: exchanges.length,
      problem: `must be 1 to ${MOST_EXCHANGES} URLs`,
      remedy: "Pass where exchanges listen, such as https://exchange.example.",
    });
  }
  return exchanges.map((url, index) => {
    const base = baseOf(url);
    if (base !== undefined) return base;
    throw new InvalidFieldError({
      field: `exchanges[${index}]`,
      value: undefined,
      secret: true,
      problem: "must be an HTTP URL without user, password, query and fragment",
      remedy: "Pass where the exchange listens, such as https://exchange.example.",
    });
  });
}

function baseOf(url: string): string | undefined {
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { protocol, username, password, search, hash } = new URL(url);
  const isPlain = username === "" && password === "" && search === "" && hash === "";
  return /^https?:$/.test(protocol) && isPlain ? url.replace(/\/+$/, "") : undefined;
}

/** What an exchange said: a status, and an object. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly content: object;
}

/** Asks one exchange once. Any status with an object in its answer is an answer. */
export async function ask(
  base: string,
  { fetch: given, timeoutMs = TIMEOUT_MS }: Exchanges,
  { path, body }: { readonly path: string; readonly body?: string | undefined },
): Promise<ExchangeAnswer> {
  const late = AbortSignal.timeout(timeoutMs);
  let status: number;
  let bytes: Uint8Array | undefined;
  try {
    const response = await (given ?? fetch)(`${base}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
      signal: late,
      // It could lead anywhere.
      redirect: "error",
      credentials: "omit",
    });
    status = response.status;
    bytes = await boundedBytes(response, MOST_BYTES);
  } catch (error) {
    const reason = late.aborted
      ? `nothing for ${timeoutMs} ms`
      : error instanceof Error
        ? error.message
        : "no answer";
    throw new ExchangeUnreachableError(reason);
  }
  if (bytes === undefined)
    throw new ExchangeUnreachableError(`the answer is longer than ${MOST_BYTES} bytes`);
  return { status, content: objectIn(new TextDecoder().decode(bytes)) };
}

/** The same, where only an answer of success counts. */
export async function askWell(
  base: string,
  exchanges: Exchanges,
  asked: Parameters<typeof ask>[2],
): Promise<object> {
  const { status, content } = await ask(base, exchanges, asked);
  if (status >= 200 && status < 300) return content;
  const said: unknown = Reflect.get(content, "error");
  if (typeof said !== "string") throw new ExchangeUnreachableError(`status ${status}`);
  throw new ExchangeRefusedError(status, said);
}

function objectIn(text: string): object {
  let value: unknown;
  try {
    value = readJson("answer", text, false);
  } catch {
    throw new ExchangeUnreachableError("the answer is no JSON");
  }
  if (typeof value === "object" && value !== null) return value;
  throw new ExchangeUnreachableError("the answer is no object");
}

/** A list in an answer, with no more entries than belong there; empty where there is none. */
export function listIn(content: object, name: string, most: number): readonly unknown[] {
  const list: unknown = Reflect.get(content, name);
  return Array.isArray(list) ? list.slice(0, most) : [];
}

/** What one exchange answered. */
export interface Answered<Answer> {
  /** As the caller named it. */
  readonly exchange: string;
  readonly base: string;
  readonly answer: Answer;
}

/** Asks all at once. */
export async function askEach<Answer>(
  input: Exchanges,
  read: (base: string) => Promise<Answer>,
): Promise<{
  readonly answers: readonly Answered<Answer>[];
  readonly failures: readonly ExchangeFailure[];
}> {
  const bases = requireExchanges(input);
  const results = await Promise.all(
    bases.map(async (base, index): Promise<Answered<Answer> | ExchangeFailure> => {
      const exchange = input.exchanges[index] ?? base;
      try {
        return { exchange, base, answer: await read(base) };
      } catch (error) {
        return {
          exchange,
          error: error instanceof BaseError ? error : new ExchangeUnreachableError("no answer"),
        };
      }
    }),
  );
  return {
    answers: results.filter((result) => "answer" in result),
    failures: results.filter((result) => "error" in result),
  };
}
