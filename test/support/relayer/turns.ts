import type { Random } from "./random.ts";

/** Calls of several workers that run at once, one at a time. */
export interface Turns {
  /** Makes a call when its turn comes; at once while nothing runs with turns. */
  readonly take: <Answer>(call: () => Promise<Answer>) => Promise<Answer>;
  /** Runs works at once; `between` is called before each turn. */
  readonly run: (works: readonly (() => Promise<unknown>)[], between: () => void) => Promise<void>;
}

/**
 * Mixes the calls of works that run at once, in a random order that is the same for the same seed: a call is made when every
 * work waits for a turn, or is done.
 */
export function turnsOf(random: Random): Turns {
  const waiting: (() => void)[] = [];
  let isOn = false;
  let ended: () => void = () => undefined;

  const take: Turns["take"] = async (call) => {
    if (!isOn) return call();
    await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call();
    } finally {
      ended();
    }
  };
  const run: Turns["run"] = async (works, between) => {
    isOn = true;
    let left = works.length;
    const all = works.map((work) =>
      work().finally(() => {
        left--;
      }),
    );
    while (left > 0) {
      await settled();
      const [next] = waiting.splice(random.whole(0, Math.max(0, waiting.length - 1)), 1);
      if (next === undefined) continue;
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      between();
      next();
      await end;
    }
    isOn = false;
    await Promise.all(all);
  };
  return { take, run };
}

/** After what follows from an answer without another one. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
