import { BaseError } from "../../errors/base.ts";
import { CounterpartyRefusedError, CounterpartyUnreachableError } from "../../errors/negotiation.ts";
import { printable } from "../../errors/printable.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { boundedText } from "../../jury/http.ts";
import { MOST_ENVELOPE_BYTES, type NegotiationEnvelope } from "../talk/envelope.ts";
import type { NegotiationChannel } from "./channel.ts";
import { pause } from "./pause.ts";
import { isPassing } from "./refusals.ts";
import { requireCounterpartyUrl } from "./url.ts";

/** What is asked of `fetch`; the global one fits, and `guardedFetch` of `quittance/node` does. */
export type NegotiationFetch = (
  url: string,
  init: {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly redirect: "manual";
    readonly credentials: "omit";
  },
) => Promise<Response>;

/** How the other side is asked. */
export interface HttpChannelOptions {
  /** Where the other side's handler is mounted. */
  readonly url: string;
  /**
   * In place of the global `fetch`, which connects to whatever address a public name has. A server passes `guardedFetch()` of
   * `quittance/node`, which refuses private ones.
   */
  readonly fetch?: NegotiationFetch | undefined;
  /** For counterparties on your own machine: takes http, names of private networks and addresses. */
  readonly allowPrivate?: boolean | undefined;
  /** Attempts in all, where there is no answer, or one of 408, 429 or 5xx; 4 when left out. */
  readonly attempts?: number | undefined;
  /** Milliseconds for each attempt; 30,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before the second attempt, twice as many before each further one; 500 when left out. */
  readonly pauseMs?: number | undefined;
}

const FIELDS = "url fetch allowPrivate attempts timeoutMs pauseMs";
const ATTEMPTS = 4;
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Characters of what the other side says is wrong. */
const LONGEST_PROBLEM = 300;

/**
 * The road to a counterparty over HTTP. It follows no redirect, reads at most 512 KiB of an answer, and tries again where that may help: the
 * other side takes the same envelope any number of times.
 *
 * @throws InvalidFieldError for a URL that is not https, or whose host is no public name.
 * @example
 * import { httpChannel, negotiationHandler, openNegotiator } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const start = await stack.now();
 * const now = () => start;
 * const sold = await openNegotiator({ domain, account: seller, strategy: () => ({ kind: "accept" }), now });
 * const serve = negotiationHandler({ negotiator: sold });
 * const bought = await openNegotiator({ domain, account: buyer, strategy: () => ({ kind: "wait" }), now });
 *
 * const url = "https://seller.example.com/negotiations";
 * const channel = httpChannel({ url, fetch: async (to, init) => serve(new Request(to, init)) });
 * const { negotiation } = await bought.begin({ terms: await exampleTerms(stack), validFor: 600 });
 * const { status } = await bought.receive(await channel(await bought.envelope(negotiation))).then(() => bought.status(negotiation));
 * console.log(status); // accepted
 * await stack.stop();
 */
export function httpChannel(options: HttpChannelOptions): NegotiationChannel {
  requireOptions(options, FIELDS, "options");
  const { fetch = globalThis.fetch.bind(globalThis), attempts = ATTEMPTS, timeoutMs = TIMEOUT_MS } = options;
  const { allowPrivate = false, pauseMs = PAUSE_MS } = options;
  const url = requireCounterpartyUrl(options.url, ["https:", "http:"], allowPrivate);
  for (const [name, value] of Object.entries({ attempts, timeoutMs, pauseMs }))
    requirePositiveInteger(`options.${name}`, value);

  const askOnce = async (envelope: NegotiationEnvelope, signal: AbortSignal | undefined) => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url.href, {
        ...{ method: "POST", redirect: "manual", credentials: "omit" },
        headers: { accept: "application/json", "content-type": "application/json" },
        body: toJson(envelope),
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      });
      const text = await boundedText(response, MOST_ENVELOPE_BYTES);
      const waitMs = Number(response.headers.get("retry-after") ?? Number.NaN) * 1_000;
      return { status: response.status, text, waitMs };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof BaseError) throw error;
      return { status: 0, text: undefined, waitMs: Number.NaN };
    }
  };

  return async (envelope, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      const { status, text, waitMs } = await askOnce(envelope, signal);
      if (status === 200 && text !== undefined) return text;
      const isFinal = status !== 0 && !isPassing(status);
      if (isFinal) throw new CounterpartyRefusedError(problemIn(text, status), status);
      if (attempt >= attempts) {
        if (status === 0) throw new CounterpartyUnreachableError("the connection failed");
        throw new CounterpartyUnreachableError(`it answered with HTTP ${status}`);
      }
      const own = pauseMs * 2 ** (attempt - 1);
      await pause(Math.min(Number.isNaN(waitMs) ? own : Math.max(own, waitMs), LONGEST_WAIT_MS), signal);
    }
  };
}

/** What the other side says is wrong: a stranger's text, on one line. */
function problemIn(text: string | undefined, status: number): string {
  if (text === undefined) return `its answer is too long, or no text (HTTP ${status}).`;
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    if (typeof error === "string") return printable(error.slice(0, LONGEST_PROBLEM));
  } catch {
    // It is no JSON, and says nothing that helps.
  }
  return `HTTP ${status}.`;
}
