import type { BlockMark } from "./cursor.ts";
import type { Block, MinedLog } from "./node-questions.ts";

/** A block that was read. */
export interface ReadBlock {
  readonly number: bigint;
  readonly hash: `0x${string}`;
  /** With its logs; undefined when an earlier watcher read it. */
  readonly read: { readonly block: Block; readonly logs: readonly MinedLog[] } | undefined;
}

/** Blocks that are remembered behind the latest one; a chain that replaces more is not followed. */
const DEPTH = 1_024n;
/** Marks that a cursor has at most. */
const MARKS = 12;

/**
 * The blocks that were read last, in order: each of those near the head, and before them those with logs. A block between two of
 * them had no log that is asked for.
 */
export class ReadBlocks {
  readonly #blocks: ReadBlock[] = [];
  #isWhole: boolean;

  /** @param isWhole Whether nothing was read before the first block that will be added. */
  constructor(marks: readonly BlockMark[], isWhole: boolean) {
    this.#isWhole = isWhole;
    for (const { block, hash } of [...marks].sort((one, other) => one.block - other.block))
      this.#blocks.push({ number: BigInt(block), hash, read: undefined });
  }

  /** Whether everything that was ever read is remembered, so that nothing is lost when all of it is replaced. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get first(): ReadBlock | undefined {
    return this.#blocks[0];
  }

  get last(): ReadBlock | undefined {
    return this.#blocks.at(-1);
  }

  /** The last one that is not above a height. */
  notAbove(height: bigint): ReadBlock | undefined {
    return this.#blocks.findLast(({ number }) => number <= height);
  }

  add(block: Block, logs: readonly MinedLog[]): void {
    this.#blocks.push({ number: block.number, hash: block.hash, read: { block, logs } });
    const oldest = this.#blocks.findIndex(({ number }) => number > block.number - DEPTH);
    if (oldest > 0) {
      this.#blocks.splice(0, oldest);
      this.#isWhole = false;
    }
  }

  /** Forgets the last one, which the chain no longer has. */
  pop(): ReadBlock | undefined {
    return this.#blocks.pop();
  }

  /** Marks below a height: the last one, then ever fewer. */
  marksBelow(height: bigint): BlockMark[] {
    const below = this.#blocks.filter(({ number }) => number < height).reverse();
    const marks: BlockMark[] = [];
    for (let at = 0; at < below.length && marks.length < MARKS; at = at === 0 ? 1 : at * 2) {
      const { number, hash } = below[at] ?? {};
      if (number !== undefined && hash !== undefined) marks.push({ block: Number(number), hash });
    }
    return marks;
  }
}
