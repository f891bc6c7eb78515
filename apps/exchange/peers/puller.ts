import type { Metrics } from "../http/metrics.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { Feed } from "./feeds.ts";
import { pullFrom } from "./pull.ts";

/** Pulls each feed from all peers, one pull after the other for each, until it is stopped. */
export interface Puller {
  stop(): Promise<void>;
}

/** A peer that failed is left alone for so many times as long. */
const PATIENCE = 10;

export function startPuller(options: {
  readonly peers: readonly string[];
  /** What is pulled from each. */
  readonly feeds: readonly Feed[];
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds between two pulls from a peer. */
  readonly every: number;
}): Puller {
  const { peers, feeds, store, metrics, log, every } = options;
  const ending = new AbortController();
  const stop = ending.signal;
  const follow = async (peer: string, feed: Feed, index: number) => {
    const early: unknown[] = [];
    while (!stop.aborted) {
      let isFailed = true;
      try {
        const { result, taken } = await pullFrom({ peer, feed, store, log, stop, early });
        isFailed = result === "failed";
        metrics.pulled(index, result, taken);
      } catch (error) {
        log("error", "pull failed", { peer: index, error: error instanceof Error ? error.name : "unknown" });
        metrics.pulled(index, "failed", 0);
      }
      await pause(isFailed ? every * PATIENCE : every, stop);
    }
  };
  const following = Promise.all(
    peers.flatMap((peer, index) => feeds.map((feed) => follow(peer, feed, index))),
  );
  return {
    stop: async () => {
      ending.abort();
      await following;
    },
  };
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (stop.aborted) end();
    else stop.addEventListener("abort", end, { once: true });
  });
}
