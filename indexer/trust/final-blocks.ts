import { isHash } from "viem";
import { blockOf } from "../check/nodes.ts";
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
    const final = await blockOf(node, "finalized").catch(() => undefined);
    if (final === undefined || !isHash(final.hash)) continue;
    if (Number.isSafeInteger(final.block) && Number.isSafeInteger(final.timestamp)) return final;
  }
  return undefined;
}
