export interface LaneOptions<Item extends { readonly key: string }> {
  /** Pieces of work at once. */
  readonly places: number;
  readonly claim: () => Item | undefined;
  /** Never throws. */
  readonly work: (item: Item) => Promise<void>;
  readonly renew: (key: string) => void;
  /** Milliseconds between two looks while nothing is due. */
  readonly pollEvery: number;
  readonly signal: AbortSignal;
  /** The queue could not be read. */
  readonly onError: (error: unknown) => void;
}

/** Takes work from the queue, a bounded number at once. */
export interface Lane {
  /** Looks at once. */
  wake(): void;
  /** Settles when the signal ended it and nothing of it runs. */
  readonly done: Promise<void>;
}

/** Milliseconds after which a lease of work that goes on is made longer. */
const RENEW_EVERY = 5_000;

export function lane<Item extends { readonly key: string }>({
  places,
  claim,
  work,
  renew,
  pollEvery,
  signal,
  onError,
}: LaneOptions<Item>): Lane {
  const running = new Set<Promise<void>>();
  const keys = new Set<string>();
  let look: () => void = () => undefined;
  const renewing = setInterval(() => {
    try {
      for (const key of keys) renew(key);
    } catch (error) {
      onError(error);
    }
  }, RENEW_EVERY);
  const start = (claimed: Item) => {
    keys.add(claimed.key);
    const run = work(claimed)
      .catch(onError)
      .finally(() => {
        keys.delete(claimed.key);
        running.delete(run);
        look();
      });
    running.add(run);
  };
  const fill = () => {
    try {
      while (running.size < places && !signal.aborted) {
        const claimed = claim();
        if (claimed === undefined) return;
        start(claimed);
      }
    } catch (error) {
      onError(error);
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      fill();
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, pollEvery);
        signal.addEventListener("abort", end);
        look = end;
      });
    }
    await Promise.all(running);
    clearInterval(renewing);
  };
  const done = run();
  return { wake: () => look(), done };
}
