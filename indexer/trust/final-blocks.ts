import { isHash } from "viem";
import type { RpcCall } from "../settings/chain.ts";
import type { KnownBlock } from "./snapshots.ts";

/** So long a block stays the newest final one without asking again. */
const KEPT_MS = 2_000;

/** Asks nodes which block is the newest that cannot change; undefined when none says one. */
export function finalBlocks(nodes: readonly RpcCall[]): () => Promise<KnownBlock | undefined> {
  let last: { readonly found: Promise<KnownBlock | undefined>; readonly asked: number } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.asked >= KEPT_MS)
      last = { found: ask(nodes), asked: Date.now() };
    return last.found;
  };
}

async function ask(nodes: readonly RpcCall[]): Promise<KnownBlock | undefined> {
  for (const node of nodes) {
    const answer = await node("eth_getBlockByNumber", ["finalized", false]).catch(() => null);
    const { hash, number, timestamp } = Object(answer) as Readonly<Record<string, unknown>>;
    const [block, seconds] = [Number(number), Number(timestamp)];
    if (
      typeof hash === "string" &&
      isHash(hash) &&
      Number.isSafeInteger(block) &&
      Number.isSafeInteger(seconds)
    ) {
      return { block, hash, timestamp: seconds };
    }
  }
  return undefined;
}
