import type { Hex } from "viem";
import type { IntentRequest } from "./exchange.ts";

/** An intent that was given to a relayer. */
export interface PendingIntent {
  readonly asked: IntentRequest;
  /** Whether no answer said that it was taken. */
  readonly isUnanswered: boolean;
}

/** What one client gave to a relayer, by id, to give it again. */
export interface PendingIntents {
  get(id: Hex): PendingIntent | undefined;
  set(id: Hex, intent: PendingIntent): void;
  delete(id: Hex): void;
}

/** An intent may have a hundred kilobytes, and a client lives as long as its agent. */
const MOST = 1_000;

/** Remembers a thousand intents; of more, the one that was not touched for longest is dropped, one with an answer first. */
export function rememberIntents(most = MOST): PendingIntents {
  const known = new Map<Hex, PendingIntent>();
  const oldest = () => {
    for (const [id, { isUnanswered }] of known) if (!isUnanswered) return id;
    return known.keys().next().value;
  };
  return {
    get: (id) => known.get(id),
    set: (id, intent) => {
      known.delete(id);
      const dropped = known.size >= most ? oldest() : undefined;
      if (dropped !== undefined) known.delete(dropped);
      known.set(id, intent);
    },
    delete: (id) => {
      known.delete(id);
    },
  };
}
