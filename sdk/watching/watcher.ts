import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireClient } from "../client/signer.ts";
import { requireAddress } from "../protocol/address.ts";
import { parseCursor, type WatchCursor } from "./cursor.ts";
import { eventsOf, type Said } from "./decode.ts";
import type { ChainReorganised, DealEvent } from "./events.ts";
import { type Asked, type Following, follow, type Step } from "./follow.ts";

/** What is called with each event; a watcher waits for what it returns. */
export interface WatchHandlers<Event> {
  readonly onEvent: (event: Event) => unknown;
  /** Once, when the watcher ended by an error of its own or of `onEvent`; without it the error becomes an unhandled rejection. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Events in the chain's order, without an end: to loop over, or to have called back. Each loop is a watcher of its own. */
export interface Watcher<Event> extends AsyncIterable<Event> {
  /**
   * Where the next watcher goes on: behind the last event of which the loop came back for another, or which `onEvent` returned
   * from. Undefined until something was read.
   */
  readonly cursor: WatchCursor | undefined;
  /** Calls back instead. @returns Ends it. */
  readonly subscribe: (handlers: WatchHandlers<Event>) => () => void;
}

/** Makes a watcher of a function that yields events with cursors. */
export function watcherOf<Event>(
  run: (signal: AbortSignal, note: (cursor: WatchCursor) => void) => AsyncGenerator<Event, void, undefined>,
  outer: AbortSignal | undefined,
): Watcher<Event> {
  let cursor: WatchCursor | undefined;
  const note = (reached: WatchCursor) => {
    cursor = reached;
  };
  const start = () => {
    const inner = new AbortController();
    const end = () => inner.abort();
    outer?.addEventListener("abort", end, { once: true });
    if (outer?.aborted) end();
    const events = run(inner.signal, note);
    const stop = () => {
      outer?.removeEventListener("abort", end);
      end();
    };
    return { events, stop };
  };
  return {
    get cursor() {
      return cursor;
    },
    [Symbol.asyncIterator]: () => {
      const { events, stop } = start();
      return {
        next: async () => {
          try {
            const result = await events.next();
            if (result.done) stop();
            return result;
          } catch (error) {
            stop();
            throw error;
          }
        },
        return: async () => {
          stop();
          return events.return();
        },
      };
    },
    subscribe: ({ onEvent, onError }) => {
      const { events, stop } = start();
      let isStopped = false;
      const runAll = async () => {
        for await (const event of events) {
          if (isStopped) return;
          await onEvent(event);
        }
      };
      runAll()
        .catch((error: unknown) => {
          if (onError === undefined) throw error;
          if (!isStopped) onError(error);
        })
        .finally(stop);
      return () => {
        isStopped = true;
        stop();
      };
    },
  };
}

/** What a watcher of events is given, checked. */
export function requireFollowing<Given extends Following>(client: ActingClient, following: Given): Given {
  requireClient(client);
  requireAddress("address", following.address);
  const { cursor } = following;
  return cursor === undefined ? following : { ...following, cursor: parseCursor(cursor) };
}

/** A watcher of those events of deals for which `isWanted`. */
export function eventWatcher<Event extends DealEvent>(
  client: ActingClient,
  given: Following,
  asked: () => Asked,
  isWanted: (said: Said) => boolean,
): Watcher<Event | ChainReorganised> {
  return stepWatcher(client, given, asked, (step, taken) => placed(step, isWanted, taken) as Event[]);
}

/** A log that was added or removed, with its place in the chain. */
export type LogStep = Step & { readonly kind: "added" | "removed" };

/** A watcher of what `eventsOf` makes of logs, each with the news of a reorganisation before the first that it removed. */
export function stepWatcher<Event extends { readonly removed: boolean; readonly cursor: WatchCursor }>(
  client: ActingClient,
  given: Following & { readonly others?: readonly Address[] | undefined },
  asked: () => Asked,
  eventsIn: (step: LogStep, taken: WatchCursor | undefined) => readonly Event[],
): Watcher<Event | ChainReorganised> {
  const following = requireFollowing(client, given);
  return watcherOf(async function* (signal, note) {
    const taken = following.cursor;
    let news: ChainReorganised | undefined;
    for await (const step of follow(client, { ...following, signal }, asked())) {
      if (step.kind === "replaced") {
        news = newsOf(step);
        if (!step.isComplete) {
          yield news;
          news = undefined;
        }
      } else if (step.kind === "reached") {
        note(step.cursor);
      } else {
        for (const event of eventsIn(step, taken)) {
          if (event.removed && news !== undefined) {
            yield news;
            news = undefined;
          }
          yield event;
          note(event.cursor);
        }
        if (step.kind === "added") news = undefined;
      }
    }
  }, following.signal);
}

function newsOf({ kept, isComplete, cursor }: Step & { readonly kind: "replaced" }): ChainReorganised {
  return { name: "ChainReorganised", keptBlock: kept?.number, keptHash: kept?.hash, isComplete, cursor };
}

/** The wanted events of a step, with their places; those that the watcher before took are left out. */
function placed(
  { kind, block, log, confirmations, cursorAt }: LogStep,
  isWanted: (said: Said) => boolean,
  taken: WatchCursor | undefined,
): DealEvent[] {
  const removed = kind === "removed";
  const all = eventsOf(log);
  const isTakenLog = !removed && block.hash === taken?.hash && log.logIndex === taken.logIndex;
  const events = all.flatMap((said, part): DealEvent[] => {
    if (!isWanted(said) || (isTakenLog && part <= taken.part)) return [];
    const place = {
      id: idOf(block.hash, log.logIndex, part),
      blockNumber: block.number,
      blockHash: block.hash,
      timestamp: block.timestamp,
      transactionHash: log.transactionHash,
      ...{ logIndex: log.logIndex, part, confirmations, removed },
      cursor: cursorAt(part),
    };
    return [{ ...said, ...place } as DealEvent];
  });
  return removed ? events.reverse() : events;
}

/** 32 hex digits of the block's hash are more than enough to tell two blocks of one chain apart. */
export const idOf = (blockHash: Hex, logIndex: number, part: number): string =>
  `${blockHash.slice(2, 34)}-${logIndex}-${part}`;
