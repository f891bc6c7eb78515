import type { ChangeRecord, ChangesVoided } from "../history/changes.ts";
import { record, type Schema, text } from "../json/fields.ts";
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
  }) as Schema<ChangesCursor>;

/**
 * Delivers the changes that an indexer tells, by POST, as `deliverWebhooks` delivers the events that a watcher of the chain finds: signed,
 * in order, each at least once with the same `webhook-id`, and to no private address. No node is asked.
 *
 * A reorganisation is a webhook of the type `ChainReorganised`: what came of its `from` block and later ones is void.
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
  let after = stored === undefined ? undefined : parseWith("cursor", cursorSchema(), stored).after;
  for await (const change of watch(after)) {
    if (receiver.signal?.aborted || !(await deliverMessage(receiver, messageOf(change, after)))) return;
    after = change.cursor;
    await store.save({ after });
  }
}

function messageOf(change: ChangeRecord | ChangesVoided, after: string | undefined): WebhookMessage {
  if (change.kind === "reorganised") {
    // The same block can be where another reorganisation begins: what was delivered last tells them apart.
    const id = `reorganised-${change.from}-${after ?? ""}`;
    return { id, body: toJson({ type: "ChainReorganised", data: { from: change.from } }) };
  }
  const { cursor, kind: _, ...data } = change;
  const timestamp = new Date(change.timestamp * 1_000).toISOString();
  return { id: `change-${cursor}`, body: toJson({ type: change.name, timestamp, data }) };
}
