import type { PublicClient } from "viem";

/** Milliseconds for which the time of the chain is not asked again: a block's time, about. */
const FRESH_MS = 2_000;

/** Unix seconds of the newest block: windows are about the chain's time, which all who take part can read. */
export function openChainClock(node: PublicClient, clock: () => number = Date.now): () => Promise<number> {
  let known: { readonly at: number; readonly time: Promise<number> } | undefined;
  return () => {
    if (known !== undefined && clock() - known.at < FRESH_MS) return known.time;
    const time = node.getBlock().then(({ timestamp }) => Number(timestamp));
    const asked = { at: clock(), time };
    known = asked;
    time.catch(() => {
      if (known === asked) known = undefined;
    });
    return time;
  };
}
