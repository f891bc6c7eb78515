import { type AppKind, INDEXER, MINIMAL } from "../apps/kinds.ts";
import { medianOf, ratioOf } from "../figures/goals.ts";
import type { Recording } from "../recording/file.ts";
import type { Bench, IndexBench } from "./bench.ts";
import { FOLLOWED_FROM, follow } from "./following.ts";

const BLOCKS = 20;
/** Bursts that each app gets each time it runs. */
const BURSTS = 4;
const EVENTS = 140 * (FOLLOWED_FROM + BURSTS * BLOCKS);

/** Many blocks that come at once while an app follows the chain. */
export function burstBench(): IndexBench {
  return {
    names: ["burst_ratio"],
    measure: async (bench) => {
      const recording = await bench.recordingOf("burst", EVENTS);
      const rates: Record<AppKind["name"], number[]> = { indexer: [], minimal: [] };
      for (let round = 0; round < bench.sizes.rounds; round++) {
        for (const kind of [INDEXER, MINIMAL])
          rates[kind.name].push(...(await ratesOf(bench, recording, kind)));
      }
      const [measured, baseline] = [medianOf(rates.indexer), medianOf(rates.minimal)];
      const size = `${rates.indexer.length} bursts of ${BLOCKS} blocks with about ${140 * BLOCKS} events`;
      return [ratioOf("burst_ratio", { measured, baseline, size })];
    },
  };
}

function ratesOf(bench: Bench, recording: Recording, kind: AppKind): Promise<readonly number[]> {
  return follow(bench, { kind, recording }, async ({ node, reach }) => {
    const rates: number[] = [];
    for (let burst = 0; burst < BURSTS; burst++) {
      const from = node.head();
      const { seen } = node.moveHead(from + BLOCKS);
      // How long it waits before it asks is another figure's.
      await seen;
      const start = performance.now();
      await reach(from + BLOCKS);
      const seconds = (performance.now() - start) / 1_000;
      const events = recording.entries
        .slice(from + 1, from + BLOCKS + 1)
        .reduce((sum, each) => sum + each.events, 0);
      rates.push(events / seconds);
      bench.progress(`burst, ${kind.name}: ${events} events in ${seconds.toFixed(2)} s`);
    }
    return rates;
  });
}
