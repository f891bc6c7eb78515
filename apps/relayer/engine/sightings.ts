import type { Hash } from "viem";
import { type Head, type NodeClient, parentOf } from "./node.ts";

/**
 * What was seen of transactions on the chain as it is. A block is asked about once, as long as each new head descends from
 * the one before.
 */
export interface Sightings {
  /** Takes note of a head. Forgets which blocks were seen when it does not descend from the one before. */
  moveTo(head: Head): Promise<void>;
  /** Transactions whose block was seen to be part of the chain. */
  readonly inBlocks: Set<number>;
  /** When the node was last seen to have a transaction; milliseconds since 1970. */
  readonly known: Map<number, number>;
}

/** Blocks that are walked back from a head. After more of them everything is looked at again. */
const MOST_STEPS = 16;

export function openSightings(node: NodeClient): Sightings {
  const inBlocks = new Set<number>();
  const known = new Map<number, number>();
  let last: Hash | undefined;

  const descends = async ({ parentHash, number }: Head, from: Hash): Promise<boolean> => {
    let ancestor: Hash | undefined = parentHash;
    for (let steps = 0; steps < MOST_STEPS && ancestor !== undefined; steps++) {
      if (ancestor === from) return true;
      if (number <= BigInt(steps)) return false;
      ancestor = await parentOf(node, ancestor);
    }
    return false;
  };

  return {
    inBlocks,
    known,
    moveTo: async (head) => {
      if (head.hash === last) return;
      const isInDoubt = inBlocks.size > 0 && last !== undefined;
      if (isInDoubt && !(await descends(head, last as Hash))) inBlocks.clear();
      last = head.hash;
    },
  };
}
