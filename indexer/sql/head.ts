/** Tells many when one value changes, looking at it once for all, and only while there is anyone to tell. */
export interface Head {
  /** Looks from now on, until as many have left as have joined. */
  join(): void;
  leave(): void;
  /** What was seen last; empty before the first look. */
  readonly latest: string;
  /** Resolves as soon as another value than `seen` was seen. */
  after(seen: string): Promise<void>;
}

/** @param look Reads the value; when it throws, the next look may do better. */
export function watchHead(look: () => Promise<string>, lookMs: number): Head {
  let watchers = 0;
  let isLooking = false;
  let latest = "";
  let changed = signal();

  async function keepLooking() {
    isLooking = true;
    while (watchers > 0) {
      const now = await look().catch(() => latest);
      if (now !== latest) {
        latest = now;
        changed.resolve();
        changed = signal();
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs).unref());
    }
    isLooking = false;
  }

  return {
    join() {
      watchers++;
      if (!isLooking) void keepLooking();
    },
    leave: () => void watchers--,
    get latest() {
      return latest;
    },
    async after(seen) {
      while (latest === seen) await changed.promise;
    },
  };
}

/** A promise, and what resolves it. */
function signal() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
