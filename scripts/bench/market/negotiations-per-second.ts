import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { MarketBench } from "./figure.ts";

const MILLISECONDS = 10_000;
const WARM_UP = 30;
const WORKERS = 2;

/** What one worker got through. */
interface Count {
  readonly negotiations: number;
  readonly messages: number;
  readonly milliseconds: number;
}

/** Lets workers negotiate at the same time, each with sides of its own. */
async function countWith(workers: number, milliseconds: number, warmUp: number): Promise<readonly Count[]> {
  const file = new URL("./negotiating-worker.ts", import.meta.url);
  const started = Array.from(
    { length: workers },
    (_, index) => new Worker(file, { workerData: { seed: 1_000_000 * (index + 1), milliseconds, warmUp } }),
  );
  try {
    await Promise.all(started.map((worker) => once(worker, "message")));
    return await Promise.all(
      started.map(async (worker): Promise<Count> => {
        const counted = once(worker, "message");
        worker.postMessage("go");
        const [count] = await counted;
        return count;
      }),
    );
  } finally {
    await Promise.all(started.map((worker) => worker.terminate()));
  }
}

const rateOf = (counts: readonly Count[]) =>
  counts.reduce((sum, { negotiations, milliseconds }) => sum + (negotiations * 1_000) / milliseconds, 0);

/** Whole signed negotiations that two workers get through in a second. It is printed, and has nothing to reach. */
export function negotiationsBench(milliseconds = MILLISECONDS, warmUp = WARM_UP): MarketBench {
  return {
    name: "negotiations_per_second",
    measure: async () => {
      const alone = await countWith(1, milliseconds, warmUp);
      const counts = await countWith(WORKERS, milliseconds, warmUp);
      const total = (field: "negotiations" | "messages") =>
        counts.reduce((sum, count) => sum + count[field], 0);
      const each = (total("messages") / total("negotiations")).toFixed(1);
      return [
        {
          name: "negotiations_per_second",
          value: Math.round(rateOf(counts) * 10) / 10,
          unit: "per second",
          what: `whole negotiations of ${each} signed messages, checked and kept by both sides, in ${WORKERS} workers; ${total("negotiations")} of them`,
          baseline: { what: "one worker", value: Math.round(rateOf(alone) * 10) / 10 },
        },
      ];
    },
  };
}
