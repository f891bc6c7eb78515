import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { PublicFileUnavailableError } from "../errors/identity.ts";
import { bytesOfDataUri } from "../identity/data-uri.ts";
import { isPublicName } from "../identity/public-name.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { nameOf } from "./digest.ts";
import { readBody, rehashed, requireRequest, requireWanted, sha256Asked } from "./reading.ts";
import type { EvidenceReader, EvidenceRequest } from "./store.ts";

/** What is asked of `fetch`; the global one fits, and `guardedFetch` of `quittance/node` does. */
export type EvidenceFetch = (
  url: string,
  init: {
    readonly signal: AbortSignal;
    readonly redirect: "manual";
    readonly credentials: "omit";
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<Response>;

/** How evidence is read from the web. */
export interface HttpEvidenceOptions {
  /**
   * In place of the global `fetch`, which connects to whatever address a public name has. A server passes `guardedFetch()` of
   * `quittance/node`, which refuses private ones.
   */
  readonly fetch?: EvidenceFetch | undefined;
  /** For stores on your own machine: takes http, names of private networks and addresses. */
  readonly allowPrivate?: boolean | undefined;
  /** Milliseconds for each attempt, redirects and body included; 30,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** Attempts in all, where there is no answer, or one of 429 or 5xx; 3 when left out. */
  readonly attempts?: number | undefined;
  /** Redirects that are followed, each to an address that is checked as the first was; 3 when left out. */
  readonly redirects?: number | undefined;
}

const FIELDS = "fetch allowPrivate timeoutMs attempts redirects";
const TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
const REDIRECTS = 3;
const PAUSE_MS = 250;
const GONE: readonly number[] = [404, 410];
const REDIRECTING: readonly number[] = [301, 302, 303, 307, 308];
const BUSY = 429;
const SERVER_ERROR = 500;

/**
 * Reads evidence from `https:` and `data:` URIs. It refuses names of private networks and IP addresses, follows few redirects, and
 * none to such places, stops at the size limit while it reads, and re-hashes. Nothing that identifies the reader is sent besides
 * its IP address.
 *
 * @example
 * import { httpEvidence } from "quittance/evidence";
 *
 * const reader = httpEvidence();
 * const bytes = await reader.read({ uri: "data:text/plain,42", maxBytes: 100 });
 * console.log(new TextDecoder().decode(bytes)); // 42
 */
export function httpEvidence(options: HttpEvidenceOptions = {}): EvidenceReader {
  requireOptions(options, FIELDS, "options");
  const { timeoutMs = TIMEOUT_MS, attempts = ATTEMPTS, redirects = REDIRECTS } = options;
  requirePositiveInteger("timeoutMs", timeoutMs);
  requirePositiveInteger("attempts", attempts);
  if (redirects !== 0) requirePositiveInteger("redirects", redirects);
  const settings = { fetch, allowPrivate: false, ...defined(options), timeoutMs, attempts, redirects };
  return {
    read: async (request) => {
      requireRequest(request);
      const sha256 = sha256Asked(request);
      const uri = placeOf(request);
      if (/^data:/i.test(uri)) return rehashed(readData(uri, request.maxBytes), sha256);
      const url = requireUrl(uri, settings.allowPrivate);
      return rehashed(await readPatiently(url, request, settings), sha256);
    },
  };
}

type Settings = Required<{
  readonly [Name in keyof HttpEvidenceOptions]: NonNullable<HttpEvidenceOptions[Name]>;
}>;

function defined({ fetch: own, allowPrivate }: HttpEvidenceOptions): Partial<Settings> {
  return {
    ...(own === undefined ? {} : { fetch: own }),
    ...(allowPrivate === undefined ? {} : { allowPrivate }),
  };
}

/** The URI of what is asked for: where a file lies beside its manifest, the last part of the path is its name. */
function placeOf({ uri, sha256, beside = false }: EvidenceRequest): string {
  if (!beside) return uri;
  if (sha256 === undefined) {
    const remedy = "Take it from the manifest.";
    const problem = "must be given with beside";
    throw new InvalidFieldError({ field: "request.sha256", value: sha256, problem, remedy });
  }
  if (!URL.canParse(uri) || /^data:/i.test(uri))
    throw new EvidenceUnavailableError("refused", "nothing lies beside it");
  const url = new URL(uri);
  url.pathname = url.pathname.replace(/[^/]*$/, nameOf(sha256));
  url.search = "";
  return url.href;
}

function readData(uri: string, maxBytes: number): Uint8Array {
  try {
    return bytesOfDataUri(uri, maxBytes);
  } catch (error) {
    const details = error instanceof PublicFileUnavailableError ? (error.details ?? "") : "it is malformed";
    throw new EvidenceUnavailableError(/^it is longer/.test(details) ? "too-large" : "malformed", details);
  }
}

function requireUrl(text: string, isPrivateAllowed: boolean): URL {
  if (!URL.canParse(text)) throw new EvidenceUnavailableError("refused", "it is no URL");
  const url = new URL(text);
  const isHttp = isPrivateAllowed && url.protocol === "http:";
  if (url.protocol !== "https:" && !isHttp)
    throw new EvidenceUnavailableError("refused", "only https is read");
  if (url.username !== "" || url.password !== "") {
    throw new EvidenceUnavailableError("refused", "it holds a user or a password");
  }
  if (!isPrivateAllowed && !isPublicName(url.hostname)) {
    throw new EvidenceUnavailableError("refused", "its host is no public name");
  }
  url.hash = "";
  return url;
}

/** Tries again where another attempt may help. */
async function readPatiently(url: URL, request: EvidenceRequest, settings: Settings): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    requireWanted(request.signal);
    try {
      return await readOnce(url, request, settings);
    } catch (error) {
      requireWanted(request.signal);
      const isFinal = !(error instanceof EvidenceUnavailableError) || error.reason !== "unreachable";
      if (isFinal || attempt >= settings.attempts) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

async function readOnce(start: URL, request: EvidenceRequest, settings: Settings): Promise<Uint8Array> {
  const { maxBytes } = request;
  const end = new AbortController();
  const late = setTimeout(() => end.abort(), settings.timeoutMs);
  const signal = request.signal === undefined ? end.signal : AbortSignal.any([end.signal, request.signal]);
  try {
    return await within(signal, async () => {
      const response = await follow(start, signal, settings);
      return readBody(response, maxBytes);
    });
  } catch (error) {
    if (error instanceof EvidenceUnavailableError) throw error;
    const details = end.signal.aborted ? `no answer within ${settings.timeoutMs} ms` : messageOf(error);
    throw new EvidenceUnavailableError("unreachable", details);
  } finally {
    clearTimeout(late);
    end.abort();
  }
}

/** Runs it until the signal ends it, even where it does not listen to the signal. */
function within<Result>(signal: AbortSignal, run: () => Promise<Result>): Promise<Result> {
  return new Promise((done, fail) => {
    const stop = () => fail(new Error("ended"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    run().then(done, fail);
  });
}

async function follow(start: URL, signal: AbortSignal, settings: Settings): Promise<Response> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const response = await settings.fetch(url.href, {
      ...{ signal, redirect: "manual", credentials: "omit" },
      headers: { Accept: "*/*" },
    });
    if (response.type !== "opaqueredirect" && !REDIRECTING.includes(response.status)) return taken(response);
    response.body?.cancel().catch(() => undefined);
    const location = response.headers.get("location");
    if (location === null || !URL.canParse(location, url.href)) {
      throw new EvidenceUnavailableError("refused", "it redirects to a place that is not shown");
    }
    if (redirects >= settings.redirects)
      throw new EvidenceUnavailableError("refused", "it redirects too often");
    url = requireUrl(new URL(location, url).href, settings.allowPrivate);
  }
}

function taken(response: Response): Response {
  if (response.ok) return response;
  response.body?.cancel().catch(() => undefined);
  const { status } = response;
  const details = `HTTP ${status}`;
  if (GONE.includes(status)) throw new EvidenceUnavailableError("not-found", details);
  const isBusy = status === BUSY || status >= SERVER_ERROR;
  throw new EvidenceUnavailableError(isBusy ? "unreachable" : "refused", details);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  const code: unknown = Reflect.get(Object(error.cause), "code") ?? Reflect.get(error, "code");
  return typeof code === "string" ? code : error.message;
}
