import type { Address } from "viem";
import type { Log } from "../log.ts";
import type { Market } from "./market.ts";

/** Looks at sellers again, so that one that moved its balance on loses its places, and trust is what it is now. */
export interface SellerWatch {
  stop(): Promise<void>;
}

/** Milliseconds after which a seller is looked at again. */
const OLD_MS = 600_000;
const EVERY_MS = 10_000;
/** Sellers of one round. */
const MOST_AT_ONCE = 20;

/** Looks at those that were not looked at for longest, a few at a time. */
export function watchSellers(market: Market, log: Log, every = EVERY_MS): SellerWatch {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() =>
      refreshSellers(market, Date.now() - OLD_MS).catch((error: unknown) => {
        log("warn", "sellers not looked at", { error: error instanceof Error ? error.name : "unknown" });
      }),
    );
  }, every);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Looks at sellers that were looked at before a moment, milliseconds since 1970. */
export async function refreshSellers({ store, admission }: Market, before: number): Promise<void> {
  for (const seller of await store.listings.sellersBefore(before, MOST_AT_ONCE)) {
    await store.listings.keepSeller(seller, await admission.look(seller as Address));
  }
}
