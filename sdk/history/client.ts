import { InvalidFieldError } from "../errors/field.ts";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { toBase64 } from "../json/base64.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import type { EventBody } from "./event-stream.ts";
import { type Exchange, exchange, type HistoryFetch, openStream } from "./exchange.ts";

/** The indexer sends something every 15 seconds. A connection that is silent for longer than this is dead. */
const LEAST_SILENCE_MS = 40_000;

/** How an indexer is asked. */
export interface HistoryOptions {
  /**
   * The indexer's base URL, such as `http://127.0.0.1:42069`, or its `/graphql`; with user and password when it asks for them. No
   * error shows it.
   */
  readonly url: string;
  /** In place of the global `fetch`. */
  readonly fetch?: HistoryFetch | undefined;
  /** Milliseconds for one attempt; 30,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** How often a question is asked in all while the indexer has no time (HTTP 429 or 503); 4 when left out. */
  readonly attempts?: number | undefined;
}

/** What every question takes besides its own parameters. */
export interface Asking {
  /** Ends the question. */
  readonly signal?: AbortSignal | undefined;
}

/** An indexer that can be asked: what `createHistory` makes. */
export class History {
  readonly #base: string;
  readonly #options: Omit<Exchange, "url" | "body" | "signal">;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: HistoryOptions) {
    requireOptions(options, "url fetch timeoutMs attempts");
    const place = requireUrl(options.url);
    this.#headers = credentialsOf(place);
    place.username = "";
    place.password = "";
    place.search = "";
    place.hash = "";
    this.#base = place.href.replace(/\/+$/, "").replace(/\/graphql$/, "");
    const { timeoutMs = 30_000, attempts = 4 } = options;
    requirePositiveInteger("timeoutMs", timeoutMs);
    requirePositiveInteger("attempts", attempts);
    const ask = options.fetch ?? ((...request: Parameters<HistoryFetch>) => fetch(...request));
    this.#options = { fetch: ask, timeoutMs, attempts, headers: this.#headers };
  }

  /** The events that a path streams, as bytes. */
  async stream(...[path, query, signal]: Parameters<History["text"]>): Promise<EventBody> {
    const body = await openStream({ ...this.#options, url: this.#urlOf(path, query), signal });
    return { body, silenceMs: Math.max(this.#options.timeoutMs, LEAST_SILENCE_MS) };
  }

  #urlOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
    const url = new URL(`${this.#base}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** The text that a path answers with; undefined when what is asked about is unknown to the indexer. */
  async text(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    return (await exchange({ ...this.#options, url: this.#urlOf(path, query), signal }))?.text;
  }

  /** The JSON that a path answers with; undefined when what is asked about is unknown to the indexer. */
  async json(...question: Parameters<History["text"]>): Promise<unknown> {
    const text = await this.text(...question);
    return text === undefined ? undefined : jsonOf(text);
  }

  /** The JSON that a path answers a posted object with. Fields that are undefined are left out. */
  async post(path: string, body: object, signal: AbortSignal | undefined): Promise<unknown> {
    const text = JSON.stringify(body);
    const answer = await exchange({ ...this.#options, url: `${this.#base}${path}`, body: text, signal });
    if (answer === undefined) throw new IndexerAnswerMalformedError(`it answers nothing at ${path}`);
    return jsonOf(answer.text);
  }

  /** The data of a GraphQL query, and the header that says up to which block it knows everything. */
  async query(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly data: unknown; readonly asOf: unknown }> {
    const body = JSON.stringify({ query: document, variables });
    const answer = await exchange({ ...this.#options, url: `${this.#base}/graphql`, body, signal });
    if (answer === undefined) throw new IndexerAnswerMalformedError("there is no GraphQL under this URL");
    const content = jsonOf(answer.text);
    const errors: unknown = Reflect.get(Object(content), "errors");
    if (errors !== undefined) {
      const message: unknown = Reflect.get(Object(Reflect.get(Object(errors), "0")), "message");
      throw new IndexerAnswerMalformedError(`it refused a query of this version: ${String(message)}`);
    }
    if (answer.asOf === undefined)
      throw new IndexerAnswerMalformedError("it names no block that it answers as of");
    return { data: Reflect.get(Object(content), "data"), asOf: jsonOf(answer.asOf) };
  }
}

/**
 * An indexer to ask what happened: the first argument of every function of `quittance/history`. Asks nothing by itself.
 *
 * @throws InvalidFieldError when the URL is none of http or https.
 * @example
 * import { createHistory, getTotals } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await getTotals(history).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export function createHistory(options: HistoryOptions): History {
  return new History(options);
}

/** Refuses what is no indexer to ask. */
export function requireHistory(history: History): void {
  if (history instanceof History) return;
  throw new InvalidFieldError({
    field: "history",
    value: undefined,
    secret: true,
    problem: "must be what createHistory made",
    remedy: "Pass createHistory({ url }) of quittance/history.",
  });
}

function requireUrl(url: string): URL {
  const place = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (place !== undefined && ["http:", "https:"].includes(place.protocol)) return place;
  throw new InvalidFieldError({
    field: "url",
    value: undefined,
    // It may hold a password.
    secret: true,
    problem: "must be a URL that starts with http:// or https://",
    remedy: "Give the indexer's base URL, such as http://127.0.0.1:42069.",
  });
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  try {
    const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { authorization: `Basic ${toBase64(new TextEncoder().encode(text))}` };
  } catch {
    throw new InvalidFieldError({
      field: "url",
      value: undefined,
      secret: true,
      problem: "has a % in its user or password that starts no code",
      remedy: "Write it as %25.",
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new IndexerAnswerMalformedError("it is not JSON");
  }
}
