/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE = 30_000;

/** How long to wait after so many failures in a row: twice as long each time. */
export function pauseAfter(failures: number, first: number, longest = LONGEST_PAUSE): number {
  return Math.min(Math.max(first, 1) * 2 ** Math.min(failures - 1, 20), longest);
}

/** A pause that ends early when it is woken or when the signal says so; it never throws. */
export class Pause {
  #wake: (() => void) | undefined;
  #isAwake = false;

  /** Ends the present pause, or the next one before it begins. */
  wake(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  async for(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isAwake || signal?.aborted) {
      this.#isAwake = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener("abort", end, { once: true });
      this.#wake = end;
    });
    this.#isAwake = false;
  }
}
