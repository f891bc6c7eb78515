import * as z from "zod/mini";
import type { ChangeRecord, ChangesVoided } from "../history/changes.ts";
import { record, type Schema, text, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith, toJson } from "../json/parse.ts";
import {
  deliverMessage,
  RECEIVER_FIELDS,
  requireReceiver,
  type WebhookMessage,
  type WebhookReceiver,
} from "./receiver.ts";
import type { WebhookStore } from "./store.ts";

/** How far a delivery of changes is. */
export interface ChangesCursor {
  readonly after: string;
  /** How many reorganisations were delivered; 0 when left out. What is delivered again after one is another message. */
  readonly reorganisations?: number;
}

/** Which changes are delivered to whom. */
export interface ChangesDelivery extends WebhookReceiver {
  /** Makes the watcher, which goes on behind the stored cursor; undefined the first time. */
  readonly watch: (after: string | undefined) => AsyncIterable<ChangeRecord | ChangesVoided>;
  /** Where the cursor is kept: one for each receiver. */
  readonly store: WebhookStore<ChangesCursor>;
}

const LONGEST_CURSOR = 100;

const cursorSchema = () =>
  record({
    after: text(({ length }) => length <= LONGEST_CURSOR, "must be a cursor"),
    reorganisations: z.optional(uint(48)),
  }) as unknown as Schema<ChangesCursor>;

/**
 * Delivers the changes that an indexer tells, by POST, as `deliverWebhooks` delivers the events that a watcher of the chain finds: signed,
 * in order, each at least once with the same `webhook-id`, and to no private address. No node is asked.
 *
 * A reorganisation is a webhook of the type `ChainReorganised`: what came of its `from` block and later ones is void. What of it is so all
 * the same comes again, with another `webhook-id`.
 *
 * @throws WebhookUndeliveredError, WebhookAddressRefusedError, InvalidFieldError as `deliverWebhooks`; and what the watcher throws.
 * @example
 * import { createHistory, watchChanges } from "quittance/history";
 * import { createWebhookSecret, deliverChanges, memoryStore } from "quittance/webhooks";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const delivered = deliverChanges({
 *   watch: (after) => watchChanges(history, { deal, after, attempts: 1 }),
 *   url: "https://hooks.example/quittance",
 *   secret: createWebhookSecret(),
 *   store: memoryStore(),
 * });
 * console.log(await delivered.catch((error) => error.name)); // IndexerUnreachableError
 */
export async function deliverChanges(delivery: ChangesDelivery): Promise<void> {
  requireOptions(delivery, `watch store ${RECEIVER_FIELDS}`, "delivery");
  const { watch, store, ...receiver } = delivery;
  requireReceiver(receiver);
  const stored = await store.load();
  const known = stored === undefined ? undefined : parseWith("cursor", cursorSchema(), stored);
  let reorganisations = known?.reorganisations ?? 0;
  for await (const change of watch(known?.after)) {
    if (receiver.signal?.aborted) return;
    if (!(await deliverMessage(receiver, messageOf(change, reorganisations)))) return;
    if (change.kind === "reorganised") reorganisations += 1;
    await store.save({ after: change.cursor, reorganisations });
  }
}

/** Receivers drop an id that they know: what comes again after a reorganisation has another one. */
function messageOf(change: ChangeRecord | ChangesVoided, reorganisations: number): WebhookMessage {
  if (change.kind === "reorganised") {
    const id = `reorganised-${reorganisations + 1}-${change.from}`;
    return { id, body: toJson({ type: "ChainReorganised", data: { from: change.from } }) };
  }
  const { cursor, kind: _, ...data } = change;
  const timestamp = new Date(change.timestamp * 1_000).toISOString();
  const again = reorganisations === 0 ? "" : `-${reorganisations}`;
  return { id: `change-${cursor}${again}`, body: toJson({ type: change.name, timestamp, data }) };
}
