import { WebhookUndeliveredError } from "../errors/webhooks.ts";
import { type Resolve, resolveHost } from "../identity/public-address.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { toJson } from "../json/parse.ts";
import { parseCursor, type WatchCursor } from "../watching/cursor.ts";
import type { ChainReorganised, DealEvent } from "../watching/events.ts";
import { Pause, pauseAfter } from "../watching/patience.ts";
import { keyOf } from "./secret.ts";
import { type Attempt, post } from "./send.ts";
import { signWebhook } from "./signature.ts";
import type { WebhookStore } from "./store.ts";
import { requireWebhookUrl } from "./url.ts";

/** What is delivered: the events of any watcher. */
export type WebhookEvent = DealEvent | ChainReorganised;

/** What is delivered to whom. */
export interface WebhookDelivery {
  /** Makes the watcher, which goes on from the stored cursor; undefined the first time. */
  readonly watch: (cursor: WatchCursor | undefined) => AsyncIterable<WebhookEvent>;
  /** `https://` and a public name; no error shows it. */
  readonly url: string;
  /** Of `createWebhookSecret`; the receiver has it, too. */
  readonly secret: string;
  /** Where the cursor is kept: one for each receiver. */
  readonly store: WebhookStore;
  /** Attempts for each event in all; 10 when left out: about a quarter of an hour with the pauses in between. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; twice as long before each further one; 2,000 when left out. */
  readonly firstPauseMs?: number | undefined;
  /** Milliseconds for one attempt; 15,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** For receivers on your own machine: takes http and private addresses. */
  readonly allowPrivate?: boolean | undefined;
  /** Finds the addresses of the receiver's name; the system's resolver when left out. */
  readonly resolve?: Resolve | undefined;
  /** Ends the delivery, without an error. */
  readonly signal?: AbortSignal | undefined;
}

const FIELDS = "watch url secret store attempts firstPauseMs timeoutMs allowPrivate resolve signal";
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 3_600_000;
const TIMEOUT_MS = 15_000;
const GONE = 410;

/**
 * Delivers each event of a watcher to a URL by POST, one after the other, signed as Standard Webhooks has it. Every event arrives at
 * least once: the cursor is stored when the receiver answered 2xx, and what is sent again has the same `webhook-id`. It resolves
 * when the signal or the watcher ends.
 *
 * Nothing goes to a private network: the URL is https, its host a public name, and the connection goes to the addresses that were
 * checked. No redirect is followed.
 *
 * @throws WebhookUndeliveredError when an event was not taken in all attempts, or the receiver answered 410 Gone.
 * @throws WebhookAddressRefusedError, InvalidFieldError, and what the watcher throws.
 * @example
 * import { createServer } from "node:http";
 * import { openExampleDeal, startStack } from "quittance/testing";
 * import { watchDeal } from "quittance/watching";
 * import { createWebhookSecret, deliverWebhooks, memoryStore, verifyWebhook } from "quittance/webhooks";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * const { dealId } = await openExampleDeal(stack);
 * const secret = createWebhookSecret();
 * const end = new AbortController();
 * const receiver = createServer(async (request, response) => {
 *   const parts: Uint8Array[] = [];
 *   for await (const part of request) parts.push(part);
 *   const { type } = verifyWebhook({ headers: request.headers, body: Buffer.concat(parts), secret });
 *   console.log(type); // DealOpened
 *   response.end();
 *   end.abort();
 * });
 * await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
 * const { port } = Object(receiver.address());
 * await deliverWebhooks({
 *   watch: (cursor) =>
 *     watchDeal(publicClient, { address, dealId, cursor, fromBlock: BigInt(startBlock), signal: end.signal }),
 *   url: `http://127.0.0.1:${port}`,
 *   allowPrivate: true,
 *   secret,
 *   store: memoryStore(),
 *   signal: end.signal,
 * });
 * receiver.close();
 * await stack.stop();
 */
export async function deliverWebhooks(delivery: WebhookDelivery): Promise<void> {
  requireOptions(delivery, FIELDS, "delivery");
  const { watch, url, secret, store, allowPrivate = false, signal } = delivery;
  requireWebhookUrl(url, allowPrivate);
  keyOf(secret);
  requirePositiveInteger("attempts", delivery.attempts ?? ATTEMPTS);
  requirePositiveInteger("firstPauseMs", delivery.firstPauseMs ?? FIRST_PAUSE_MS);
  requirePositiveInteger("timeoutMs", delivery.timeoutMs ?? TIMEOUT_MS);
  const stored = await store.load();
  for await (const event of watch(stored === undefined ? undefined : parseCursor(stored))) {
    if (signal?.aborted || !(await deliverOne(delivery, event))) return;
    await store.save(event.cursor);
  }
}

/** Tries until it is taken; false when the signal ended it before. */
async function deliverOne(delivery: WebhookDelivery, event: WebhookEvent): Promise<boolean> {
  const { attempts = ATTEMPTS, firstPauseMs = FIRST_PAUSE_MS, timeoutMs = TIMEOUT_MS } = delivery;
  const { secret, allowPrivate = false, signal = new AbortController().signal } = delivery;
  const url = requireWebhookUrl(delivery.url, allowPrivate);
  const resolve = allowPrivate ? undefined : (delivery.resolve ?? resolveHost);
  const { cursor: _, ...data } = event;
  const id = webhookIdOf(event);
  const body = toJson({ type: event.name, timestamp: timeOf(event), data });
  const pause = new Pause();
  for (let attempt = 1; ; attempt++) {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = signWebhook({ id, timestamp, body, secret });
    const answer: Attempt = await post({ url, headers, body, timeoutMs, resolve, signal });
    const { status, details, retryAfterMs } = answer;
    if (status !== undefined && status >= 200 && status < 300) return true;
    if (signal.aborted) return false;
    if (attempt >= attempts || status === GONE)
      throw new WebhookUndeliveredError(id, details, attempt, status);
    const wanted = Math.max(pauseAfter(attempt, firstPauseMs, LONGEST_PAUSE_MS), retryAfterMs ?? 0);
    await pause.for(Math.min(wanted, LONGEST_PAUSE_MS), signal);
    if (signal.aborted) return false;
  }
}

/** The same for the same event in every delivery. That an event was removed is another event. */
function webhookIdOf(event: WebhookEvent): string {
  if (event.name !== "ChainReorganised") return event.removed ? `${event.id}-removed` : event.id;
  const { keptHash = "0x", cursor } = event;
  return `reorganised-${keptHash.slice(2, 34)}-${cursor.hash.slice(2, 34)}`;
}

/** The time of the event's block in ISO 8601; left out for news that has no block. */
function timeOf(event: WebhookEvent): string | undefined {
  return event.name === "ChainReorganised" ? undefined : new Date(event.timestamp * 1_000).toISOString();
}
