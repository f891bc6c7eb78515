import { createHash } from "node:crypto";
import type { EventRow } from "./rows.ts";

/** Blocks that are digested together. More than twice as many as Ponder takes to be final: what is older cannot change. */
const STRETCH = 64;
const DIGEST_DIGITS = 16;

/** From which block on rows are digested for a row of this block: 64 to 127 blocks before it. */
export const trailStart = (block: number): number => Math.max(0, (Math.floor(block / STRETCH) - 1) * STRETCH);

/**
 * Digests rows one by one, in the order of the chain: the digest of a row is one of it and of all rows before it that could still change
 * with the chain. Two who read the same rows get the same digest, so that a cursor with it tells whether what was read is still so.
 */
export class Trail {
  #start = 0;
  #lines: { readonly block: number; readonly line: string }[] = [];
  #hash = createHash("sha256");

  /** Takes in the next row. */
  take(row: EventRow): string {
    const block = Number(row.blockNumber);
    this.#moveTo(trailStart(block));
    const { logIndex, part, transactionHash, name, args } = row;
    const line = JSON.stringify([block, logIndex, part, transactionHash, name, args]);
    this.#lines.push({ block, line });
    this.#hash.update(line);
    return this.#hash.copy().digest("hex").slice(0, DIGEST_DIGITS);
  }

  #moveTo(start: number): void {
    if (start === this.#start) return;
    this.#start = start;
    this.#lines = this.#lines.filter(({ block }) => block >= start);
    this.#hash = createHash("sha256");
    for (const { line } of this.#lines) this.#hash.update(line);
  }
}
