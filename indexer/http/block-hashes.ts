import { isHash } from "viem";
import { blockOf } from "../check/nodes.ts";
import type { RpcCall } from "../settings/chain.ts";
import type { BlockTime } from "./checkpoint.ts";

type Hex = `0x${string}`;

/** A block of the same number and time may be replaced within this time, and its hash be the old one's. */
const KEPT_MS = 2_000;

/** Hashes of blocks, which the rows do not have: asked from the chain's nodes, and kept for a moment. */
export class BlockHashes {
  readonly #nodes: readonly RpcCall[];
  #last: (BlockTime & { readonly hash: Promise<Hex | null>; readonly asked: number }) | undefined;

  constructor(nodes: readonly RpcCall[]) {
    this.#nodes = nodes;
  }

  /** The hash of the block; null when no node has a block of that number and time. */
  async of({ block, timestamp }: BlockTime): Promise<Hex | null> {
    const last = this.#last;
    const isKnown =
      last?.block === block && last.timestamp === timestamp && Date.now() - last.asked < KEPT_MS;
    if (last !== undefined && isKnown) return last.hash;
    const hash = this.#ask({ block, timestamp });
    this.#last = { block, timestamp, hash, asked: Date.now() };
    return hash;
  }

  async #ask({ block, timestamp }: BlockTime): Promise<Hex | null> {
    for (const node of this.#nodes) {
      const found = await blockOf(node, block).catch(() => undefined);
      if (found?.timestamp === timestamp && isHash(found.hash)) return found.hash;
    }
    return null;
  }
}
