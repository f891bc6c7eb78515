import { type DatabaseKind, openDatabases } from "../apps/databases.ts";
import type { IndexFigure } from "../figures/goals.ts";
import { recordingOf } from "../recording/cache.ts";
import type { Recording } from "../recording/file.ts";
import { INDEX_BENCHES } from "./all.ts";
import type { Bench, Sizes } from "./bench.ts";

/** What is measured, and with how much. */
export interface Asked extends Pick<Sizes, "events" | "long" | "rounds" | "minutes"> {
  readonly only: readonly string[];
  readonly database: DatabaseKind;
}

/** Of the chain that the long one is held against; fewer where the long one is short. */
const SHORT = 10_000;
/** Events whose rows are asked for, and for how many seconds at a time; fewer where everything is small. */
const SERVED = 50_000;
const LOAD_SECONDS = 8;
/** For the time from a block to its rows; fewer where everything is small. */
const LIVE_BLOCKS = 150;
/** Milliseconds of these blocks, of which there are not more than in the time with five a second. */
const LIVE_BLOCKS_PER_MINUTE = 180;

/** Measures, with progress on standard error. */
export async function measureIndex({ only, database, ...asked }: Asked): Promise<readonly IndexFigure[]> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const sizes: Sizes = {
    ...asked,
    short: Math.min(SHORT, Math.floor(asked.long / 2)),
    served: Math.min(SERVED, asked.events),
    loadSeconds: Math.min(LOAD_SECONDS, 60 * asked.minutes),
    liveBlocks: Math.min(LIVE_BLOCKS, Math.ceil(asked.minutes * LIVE_BLOCKS_PER_MINUTE)),
  };
  const opened: Recording[] = [];
  const databases = await openDatabases(database);
  const bench: Bench = {
    ...{ sizes, databases, progress },
    wants: (...names) => names.some((name) => only.includes(name)),
    recordingOf: async (name, events) => {
      const recording = await recordingOf(name, events, progress);
      opened.push(recording);
      return recording;
    },
  };
  try {
    const figures: IndexFigure[] = [];
    for (const { names, measure } of INDEX_BENCHES) {
      if (!bench.wants(...names)) continue;
      progress(`${names.join(", ")} …`);
      figures.push(...(await measure(bench)));
    }
    return figures;
  } finally {
    for (const recording of opened) recording.close();
    await databases.close();
  }
}
