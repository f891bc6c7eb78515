import { requireOptions } from "../json/options.ts";
import { toJson } from "../json/parse.ts";
import { parseCursor, type WatchCursor } from "../watching/cursor.ts";
import type { ChainReorganised, DealEvent } from "../watching/events.ts";
import {
  deliverMessage,
  RECEIVER_FIELDS,
  requireReceiver,
  type WebhookMessage,
  type WebhookReceiver,
} from "./receiver.ts";
import type { WebhookStore } from "./store.ts";

/** What is delivered: the events of any watcher. */
export type WebhookEvent = DealEvent | ChainReorganised;

/** What is delivered to whom. */
export interface WebhookDelivery extends WebhookReceiver {
  /** Makes the watcher, which goes on from the stored cursor; undefined the first time. */
  readonly watch: (cursor: WatchCursor | undefined) => AsyncIterable<WebhookEvent>;
  /** Where the cursor is kept: one for each receiver. */
  readonly store: WebhookStore;
}

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
  requireOptions(delivery, `watch store ${RECEIVER_FIELDS}`, "delivery");
  const { watch, store, ...receiver } = delivery;
  requireReceiver(receiver);
  const stored = await store.load();
  for await (const event of watch(stored === undefined ? undefined : parseCursor(stored))) {
    if (receiver.signal?.aborted || !(await deliverMessage(receiver, messageOf(event)))) return;
    await store.save(event.cursor);
  }
}

function messageOf(event: WebhookEvent): WebhookMessage {
  const { cursor: _, ...data } = event;
  return { id: webhookIdOf(event), body: toJson({ type: event.name, timestamp: timeOf(event), data }) };
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
