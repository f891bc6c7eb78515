import { createHash } from "node:crypto";
import type { EventRow } from "./rows.ts";

const DIGEST_DIGITS = 16;

/**
 * From which block on rows are digested for a row of this block: at least a stretch before it, and less than two.
 * @param stretch At least as many blocks as can still be replaced.
 */
export const trailStart = (block: number, stretch: number): number =>
  Math.max(0, (Math.floor(block / stretch) - 1) * stretch);

/**
 * Digests rows one by one, in the order of the chain: the digest of a row is one of it and of all rows before it that could still change
 * with the chain. Two who read the same rows get the same digest, so that a cursor with it tells whether what was read is still so.
 */
export class Trail {
  readonly #stretch: number;
  #start = 0;
  #lines: { readonly block: number; readonly digest: Buffer }[] = [];
  #hash = createHash("sha256");

  constructor(stretch: number) {
    this.#stretch = stretch;
  }

  /** Rows that it keeps the digests of. */
  get length(): number {
    return this.#lines.length;
  }

  /** Takes in the next row. */
  take(row: EventRow): string {
    const block = Number(row.blockNumber);
    this.#moveTo(trailStart(block, this.#stretch));
    const { logIndex, part, transactionHash, name, args } = row;
    const line = JSON.stringify([block, logIndex, part, transactionHash, name, args]);
    const digest = createHash("sha256").update(line).digest();
    this.#lines.push({ block, digest });
    this.#hash.update(digest);
    return this.#hash.copy().digest("hex").slice(0, DIGEST_DIGITS);
  }

  #moveTo(start: number): void {
    if (start === this.#start) return;
    this.#start = start;
    this.#lines = this.#lines.filter(({ block }) => block >= start);
    this.#hash = createHash("sha256");
    for (const { digest } of this.#lines) this.#hash.update(digest);
  }
}
