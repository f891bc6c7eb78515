import { INDEXER } from "../apps/kinds.ts";
import { medianOf, ratioOf } from "../figures/goals.ts";
import { blockWith } from "../recording/prefix.ts";
import { fill, shown } from "./backfill.ts";
import type { IndexBench } from "./bench.ts";

/** Whether an event costs more when there are many. */
export function growthBench(): IndexBench {
  return {
    names: ["cost_growth"],
    measure: async ({ sizes, databases, recordingOf, progress }) => {
      const recording = await recordingOf("dense", sizes.long);
      const costOf = async (wanted: number, rounds: number) => {
        const { block, events } = blockWith(recording, wanted);
        const costs: number[] = [];
        const cpuCosts: number[] = [];
        for (let round = 0; round < rounds; round++) {
          const database = await databases.create();
          const taken = await fill({ kind: INDEXER, recording, block, database, schema: "grown" });
          await database.drop();
          progress(`growth, ${events} events: ${shown(taken)}`);
          costs.push(taken.seconds / events);
          if (taken.cpuSeconds !== undefined) cpuCosts.push(taken.cpuSeconds / events);
        }
        return {
          events,
          cost: medianOf(costs),
          cpuCost: cpuCosts.length > 0 ? medianOf(cpuCosts) : undefined,
        };
      };
      const short = await costOf(sizes.short, Math.max(3, sizes.rounds));
      const long = await costOf(sizes.long, 1);
      const cpuValue =
        long.cpuCost === undefined || short.cpuCost === undefined ? undefined : long.cpuCost / short.cpuCost;
      const size = `${long.events} events beside ${short.events} on ${databases.kind}`;
      return [ratioOf("cost_growth", { measured: long.cost, baseline: short.cost, cpuValue, size })];
    },
  };
}
