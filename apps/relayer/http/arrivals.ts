import type { Hex } from "viem";
import type { Store } from "../store/store.ts";

/** Those who wait until a block has their intent, or until it is refused. */
export interface Arrivals {
  /** Resolves when that happens, after so many milliseconds, or when the one who waits is gone. */
  wait(id: Hex, milliseconds: number, gone?: AbortSignal): Promise<void>;
  /** Looks whether it happened, by whichever worker. */
  look(): Promise<void>;
  /** Lets all go on at once. */
  end(): void;
}

/** Those who wait hold a connection each; more are answered at once. */
const MOST_WAITING = 10_000;

export function openArrivals(store: Pick<Store, "settled">): Arrivals {
  const waiting = new Map<Hex, Set<() => void>>();
  let count = 0;
  return {
    wait: (id, milliseconds, gone) =>
      new Promise((resolve) => {
        if (count >= MOST_WAITING || gone?.aborted) return resolve();
        count++;
        const those = waiting.get(id) ?? new Set();
        waiting.set(id, those);
        const end = () => {
          clearTimeout(timer);
          gone?.removeEventListener("abort", end);
          those.delete(end);
          count--;
          if (those.size === 0) waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        gone?.addEventListener("abort", end, { once: true });
        those.add(end);
      }),
    look: async () => {
      if (waiting.size === 0) return;
      for (const id of await store.settled([...waiting.keys()]))
        for (const end of waiting.get(id) ?? []) end();
    },
    end: () => {
      for (const those of waiting.values()) for (const end of those) end();
    },
  };
}
