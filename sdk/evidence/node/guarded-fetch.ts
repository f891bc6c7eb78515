import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { checkedLookup, isPublicAddress, type Resolve, resolveHost } from "../../identity/public-address.ts";
import { requireOptions } from "../../json/options.ts";

const WITHOUT_BODY: readonly number[] = [101, 204, 205, 304];
const LEAST_STATUS = 200;
const MOST_STATUS = 599;

/** What a guarded fetch is asked: fits `fetch` of every function of this package. */
export type GuardedFetch = (
  url: string,
  init: {
    readonly signal?: AbortSignal | null | undefined;
    readonly headers?: Readonly<Record<string, string>>;
    readonly method?: string;
    /** Text that is posted. */
    readonly body?: string;
    readonly redirect?: string;
    readonly credentials?: string;
  },
) => Promise<Response>;

const refusal = () => new EvidenceUnavailableError("refused", "its host has an address of a private network");

/**
 * A `fetch` for addresses that strangers name, for `httpEvidence`, for registration files, and for `httpChannel`: it looks the host up once, connects to
 * the addresses that it checked, and to none when one of them belongs to a private network. A name that changes its address in
 * between gains nothing. It follows no redirect by itself, keeps no connection, and decompresses nothing.
 *
 * @param options.resolve Finds the addresses; the system's resolver when left out.
 * @param options.allowPrivate For stores on your own machine: connects to any address.
 * @param options.store URL of a store that you named yourself: it may be on a private network, and the global `fetch` asks it. Where
 * it redirects to may not.
 * @throws InvalidFieldError when `resolve` is no function, or `store` no URL of the web.
 * @example
 * import { httpEvidence } from "quittance/evidence";
 * import { guardedFetch } from "quittance/node";
 *
 * const resolve = async () => [{ address: "10.0.0.7", family: 4 }];
 * const reader = httpEvidence({ fetch: guardedFetch({ resolve }) });
 * const uri = "https://seller.example.com/evidence/1";
 * console.log(await reader.read({ uri, maxBytes: 10 }).catch(({ reason }) => reason)); // refused
 */
export function guardedFetch(
  options: {
    readonly resolve?: Resolve | undefined;
    readonly allowPrivate?: boolean | undefined;
    readonly store?: string | undefined;
  } = {},
): GuardedFetch {
  requireOptions(options, "resolve allowPrivate store", "options");
  const { resolve = resolveHost, allowPrivate = false } = options;
  const store = originOf(options.store);
  if (typeof resolve !== "function") {
    throw new InvalidFieldError({
      field: "options.resolve",
      value: resolve,
      problem: "must be a function",
      remedy: "Pass a function of a host's name that gives its addresses, or leave it out.",
    });
  }
  const lookup = allowPrivate ? {} : { lookup: checkedLookup(resolve, refusal) };
  return (text, init) => {
    const url = new URL(text);
    if (url.origin === store) return fetch(text, init as RequestInit);
    const { signal, headers, method = "GET", body } = init;
    return new Promise((done, fail) => {
      const host = url.hostname.replace(/^\[|\]$/g, "");
      // No host is looked up that is an address already.
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return fail(refusal());
      const send = url.protocol === "http:" ? requestHttp : requestHttps;
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const given = { ...headers, ...length, "accept-encoding": "identity" };
      const ended = signal === undefined || signal === null ? {} : { signal };
      const sending = { agent: false, method, headers: given, ...ended, ...lookup };
      const request = send(url, sending, (answer) => {
        const { statusCode: status = 0 } = answer;
        if (status < LEAST_STATUS || status > MOST_STATUS) {
          answer.destroy();
          return fail(new EvidenceUnavailableError("unreachable", `HTTP ${status}`));
        }
        const isEmpty = WITHOUT_BODY.includes(status);
        if (isEmpty) answer.resume();
        const content = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array<ArrayBuffer>>);
        done(new Response(content, { status, headers: plainHeaders(answer.headers) }));
      });
      request.on("error", fail);
      request.end(body);
    });
  };
}

function originOf(store: string | undefined): string | undefined {
  if (store === undefined) return undefined;
  if (typeof store === "string" && URL.canParse(store) && /^https?:/i.test(store))
    return new URL(store).origin;
  throw new InvalidFieldError({
    field: "options.store",
    value: store,
    // It may hold a key.
    secret: true,
    problem: "must be a URL that starts with http:// or https://",
    remedy: "Give the URL of your own store, or leave it out.",
  });
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : (value ?? [])).map((each): [string, string] => [name, each]),
  );
}
