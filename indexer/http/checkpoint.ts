/** A block by its number and time, unix seconds. */
export interface BlockTime {
  readonly block: number;
  readonly timestamp: number;
}

/** How Ponder writes a place in a chain down: digits of the block's time, of the chain, of the block's number, and more. */
const CHECKPOINT = /^(\d{10})\d{16}(\d{16})/;

/** The block in a checkpoint of Ponder; block 0 where there is none yet. */
export function placeIn(checkpoint: string | undefined): BlockTime {
  const [, timestamp, block] = CHECKPOINT.exec(checkpoint ?? "") ?? [];
  return { block: Number(block ?? 0), timestamp: Number(timestamp ?? 0) };
}
