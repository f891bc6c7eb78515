import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { Feed } from "./feeds.ts";
import { fetchPage, type Page } from "./page.ts";

/** What became of one pull. */
export interface Pulled {
  /** `done`: all that the peer has; `stopped`: the rest comes with a later pull; `failed`: nothing of it can be trusted for now. */
  readonly result: "done" | "stopped" | "failed";
  /** Entries that this board did not have. */
  readonly taken: number;
}

/** Pages of one pull; a peer with more is read on at the next. */
const MOST_PAGES = 20;
/** Wrong entries after which a pull ends: each costs a look at the chain. */
const MOST_WRONG = 20;
/** Entries of one peer that wait for their time; of more, the oldest is left to its juror, which shows it again. */
const MOST_EARLY = 100;

/**
 * Reads what a peer has in a feed, from where the last pull ended, and takes each entry as if it had been posted. A page that does
 * not lead on ends the pull, so that no peer keeps it busy. An entry that this exchange may not show yet waits by itself, and nothing
 * waits behind it: two boards need not have the same commitments.
 *
 * @param options.early Entries that wait, of the pulls before; they are tried again, and those that still wait are left in it.
 */
export async function pullFrom(options: {
  readonly peer: string;
  readonly feed: Feed;
  readonly store: Store;
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly early?: unknown[];
}): Promise<Pulled> {
  const { peer, feed, store, log, stop, early = [] } = options;
  let taken = 0;
  for (const entry of early.splice(0)) {
    const outcome = await feed.take(entry);
    if (outcome === "early" || outcome === "later") early.push(entry);
    if (outcome === "taken") taken += 1;
  }
  let wrong = 0;
  const source = `${peer}/${feed.path}`;
  let at = await store.peer(source);
  for (let count = 0; count < MOST_PAGES && !stop.aborted; count++) {
    let page: Page;
    try {
      page = await fetchPage(source, at?.place ?? 0, stop);
      // Another database counts from the start.
      if (at !== undefined && at.epoch !== page.epoch) {
        at = { epoch: page.epoch, place: 0 };
        await store.keepPeer(source, at);
        page = await fetchPage(source, 0, stop);
      }
    } catch (error) {
      log("warn", "peer failed", { error: error instanceof Error ? error.message : "no answer" });
      return { result: "failed", taken };
    }
    let place = at?.place ?? 0;
    for (const entry of page.entries) {
      const own: unknown = Reflect.get(Object(entry), "place");
      if (!Number.isSafeInteger(own) || Number(own) <= place || Number(own) > page.next) {
        return { result: "failed", taken };
      }
      const outcome = await feed.take(entry);
      if (outcome === "later") {
        await store.keepPeer(source, { epoch: page.epoch, place });
        return { result: "stopped", taken };
      }
      place = Number(own);
      if (outcome === "taken") taken += 1;
      if (outcome === "early") early.push(entry);
      if (early.length > MOST_EARLY) early.shift();
      if (outcome === "wrong") wrong += 1;
      if (wrong >= MOST_WRONG) {
        await store.keepPeer(source, { epoch: page.epoch, place });
        log("warn", "peer has wrong entries", { wrong });
        return { result: "failed", taken };
      }
    }
    at = { epoch: page.epoch, place };
    await store.keepPeer(source, at);
    if (page.entries.length === 0 || page.next <= 0) return { result: "done", taken };
  }
  return { result: "stopped", taken };
}
