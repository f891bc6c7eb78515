import type { Client } from "viem";
import { getBlock } from "viem/actions";

/** The chain's time, in unix seconds. */
export interface Clock {
  now(): Promise<number>;
}

/** Asks the node at most every `every` milliseconds. The time never runs back. */
export function chainClock(client: Client, every: number): Clock {
  let latest = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<number> | undefined;
  const ask = async () => {
    const { timestamp } = await getBlock(client);
    askedAt = performance.now();
    latest = Math.max(latest, Number(timestamp));
    return latest;
  };
  return {
    now: async () => {
      if (performance.now() - askedAt < every) return latest;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}
