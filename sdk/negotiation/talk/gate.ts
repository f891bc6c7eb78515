/**
 * Keeps commitments of all negotiations of a side one after the other, and none that was reviewed before another one was kept: two that
 * are each within a limit may be beyond it together. No review is waited for inside.
 */
export class Gate {
  #kept = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** How many commitments were kept so far. */
  get kept(): number {
    return this.#kept;
  }

  /**
   * @param since What `kept` was before the review; undefined for what was not reviewed now.
   * @returns `again` when another commitment was kept since; else what `append` gave.
   */
  keep<Result>(since: number | undefined, append: () => Promise<Result>): Promise<Result | "again"> {
    const kept = this.#last.then(async () => {
      if (since !== undefined && since !== this.#kept) return "again" as const;
      const result = await append();
      this.#kept += 1;
      return result;
    });
    this.#last = kept.catch(() => undefined);
    return kept;
  }
}
