import { type AppKind, INDEXER, MINIMAL } from "../apps/kinds.ts";
import { medianOf, quantileOf, ratioOf } from "../figures/goals.ts";
import type { Recording } from "../recording/file.ts";
import { PROFILES } from "../recording/profiles.ts";
import type { Bench, IndexBench } from "./bench.ts";
import { FOLLOWED_FROM, follow, pause } from "./following.ts";

/** Five blocks a second. */
const BLOCK_MS = 200;
/** Not a whole part of a second, so that blocks come at all times between two looks at the node. */
const APART_MS = 317;
const MINUTE_MS = 60_000;
/** What share of the time is its start, and its end. */
const TENTH = 0.1;

/** How soon a block's rows can be queried. */
export function liveBench(): IndexBench {
  return {
    names: ["live_p95_ratio"],
    measure: async (bench) => {
      const { liveBlocks, rounds } = bench.sizes;
      const recording = await chainOf(bench, liveBlocks);
      const waits: Record<AppKind["name"], number[]> = { indexer: [], minimal: [] };
      for (let round = 0; round < rounds; round++) {
        for (const kind of [INDEXER, MINIMAL]) {
          const lags = await lagsOf(bench, { kind, recording, blocks: liveBlocks, apart: APART_MS });
          waits[kind.name].push(...lags);
          bench.progress(`live, ${kind.name}: ${quantileOf(lags, 0.5).toFixed(0)} ms, half of them`);
        }
      }
      const [measured, baseline] = [quantileOf(waits.indexer, 0.95), quantileOf(waits.minimal, 0.95)];
      const size = `${waits.indexer.length} blocks of about ${PROFILES.live.perBlock} events, one each ${APART_MS} ms`;
      return [ratioOf("live_p95_ratio", { measured, baseline, size })];
    },
  };
}

/** Whether it keeps up. */
export function lagBench(): IndexBench {
  return {
    names: ["live_lag_growth"],
    measure: async (bench) => {
      const blocks = Math.round((bench.sizes.minutes * MINUTE_MS) / BLOCK_MS);
      const recording = await chainOf(bench, blocks);
      const lags = await lagsOf(bench, { kind: INDEXER, recording, blocks, apart: BLOCK_MS });
      const part = Math.max(1, Math.round(lags.length * TENTH));
      const [measured, baseline] = [medianOf(lags.slice(-part)), medianOf(lags.slice(0, part))];
      const size = `${blocks} blocks of about ${PROFILES.live.perBlock} events, one each ${BLOCK_MS} ms`;
      return [ratioOf("live_lag_growth", { measured, baseline, size })];
    },
  };
}

const chainOf = ({ recordingOf }: Bench, blocks: number) =>
  recordingOf("live", PROFILES.live.perBlock * (FOLLOWED_FROM + blocks));

/** Milliseconds from each block to its rows, by the order of the blocks. */
function lagsOf(
  bench: Bench,
  chain: {
    readonly kind: AppKind;
    readonly recording: Recording;
    readonly blocks: number;
    readonly apart: number;
  },
): Promise<readonly number[]> {
  return follow(bench, chain, async ({ node, reach }) => {
    const first = node.head() + 1;
    const last = node.head() + chain.blocks;
    const moved = new Map<number, number>();
    const coming = (async () => {
      const start = performance.now();
      for (let block = first; block <= last; block++) {
        await pause(start + (block - first) * chain.apart - performance.now());
        moved.set(block, performance.now());
        node.moveHead(block);
      }
    })();
    const lags: number[] = [];
    for (let block = first; block <= last; block++) {
      await reach(block);
      lags.push(performance.now() - (moved.get(block) ?? Number.NaN));
    }
    await coming;
    return lags;
  });
}
