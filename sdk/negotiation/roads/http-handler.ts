import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { answer, boundedText, refusal, wrongMethod } from "../../jury/http.ts";
import { MOST_ENVELOPE_BYTES } from "../talk/envelope.ts";
import type { Negotiator } from "../talk/negotiator.ts";
import { refusalFor } from "./refusals.ts";

/** Requests that are answered at the same time. */
const MOST_AT_ONCE = 32;
/** Milliseconds for a body. */
const BODY_MS = 10_000;
const LATE = Symbol("late");

/**
 * A negotiator over HTTP, as a function from request to answer: any server that speaks `fetch` mounts it, at any path. It takes POST of an
 * envelope in JSON, of at most 512 KiB, and answers with the envelope that comes back. A refusal is `{ error }` with a status: 400, 403 for
 * whom the side does not admit, 404 for a negotiation that it does not know, 408, 413, 415, 429 where it has as many as it may, 503 where too
 * many ask at once.
 *
 * @param options.atOnce Requests that are answered at the same time; 32 when left out.
 * @param options.bodyMs Milliseconds within which a body has to arrive; 10,000 when left out.
 * @param options.onError Is told what went wrong on this side, where the answer is 500.
 * @example
 * import { negotiationHandler, openNegotiator } from "quittance/negotiation";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const seller = await openNegotiator({ domain, account, strategy: () => ({ kind: "accept" }) });
 * const serve = negotiationHandler({ negotiator: seller });
 * console.log((await serve(new Request("http://seller.example/negotiations"))).status); // 405
 * await stack.stop();
 */
export function negotiationHandler(options: {
  readonly negotiator: Pick<Negotiator, "receive">;
  readonly atOnce?: number;
  readonly bodyMs?: number;
  readonly onError?: (error: unknown) => void;
}): (request: Request) => Promise<Response> {
  requireOptions(options, "negotiator atOnce bodyMs onError", "options");
  const { negotiator, atOnce = MOST_AT_ONCE, bodyMs = BODY_MS, onError } = options;
  requirePositiveInteger("options.atOnce", atOnce);
  requirePositiveInteger("options.bodyMs", bodyMs);
  let running = 0;
  return async (request) => {
    if (request.method !== "POST") return wrongMethod("POST");
    if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? ""))
      return refusal(415, "An envelope is application/json.");
    // One that sends slowly takes no turn of the others.
    const text = await textOf(request, bodyMs);
    if (text === LATE) return refusal(408, `An envelope has to arrive within ${bodyMs} ms.`);
    if (text === null) return refusal(400, "An envelope is JSON in UTF-8.");
    if (text === undefined) return refusal(413, `An envelope has at most ${MOST_ENVELOPE_BYTES} bytes.`);
    if (running >= atOnce)
      return refusal(503, "Too many ask at once. Send the same again later.", { "retry-after": "1" });
    running += 1;
    try {
      return answer(200, await negotiator.receive(text), { "cache-control": "no-store" });
    } catch (error) {
      const { status, problem } = refusalFor(error);
      if (status === 500) onError?.(error);
      return refusal(status, problem, status === 429 ? { "retry-after": "60" } : {});
    } finally {
      running -= 1;
    }
  };
}

/** The text of a request's body; undefined when it is too long, null when it is no UTF-8 or broke off. */
async function textOf(request: Request, bodyMs: number): Promise<string | typeof LATE | undefined | null> {
  const reading = boundedText(request, MOST_ENVELOPE_BYTES).catch(() => null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((done) => {
    timer = setTimeout(() => done(LATE), bodyMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
