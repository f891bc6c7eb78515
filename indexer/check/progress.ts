/** How long rows may stay at a block that is not the chain's latest. */
const STALL_MS = 60_000;

/** Notices that the rows stay where they are while the chain goes on. */
export class Progress {
  #block = -1;
  #since = 0;

  /**
   * @param block The one that the rows are of. @param latest The chain's latest. @param nowMs Of a clock that never goes back.
   * @returns what is wrong; undefined while nothing is.
   */
  problem(block: number, latest: number, nowMs: number): string | undefined {
    if (block !== this.#block || latest === block) {
      this.#block = block;
      this.#since = nowMs;
      return undefined;
    }
    const waited = nowMs - this.#since;
    if (waited < STALL_MS) return undefined;
    return (
      `The rows have been at block ${block} for ${Math.floor(waited / 1_000)} seconds, and the chain is at ${latest}. ` +
      "A node that does not answer, or a reorganisation deeper than the indexer takes for possible, can be why: see its log."
    );
  }
}
