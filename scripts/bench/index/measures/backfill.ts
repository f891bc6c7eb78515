import { type RunningApp, startApp, type Taken } from "../apps/app.ts";
import type { AppDatabase } from "../apps/databases.ts";
import { type AppKind, INDEXER, MINIMAL } from "../apps/kinds.ts";
import { medianOf } from "../figures/goals.ts";
import { serveRecording } from "../node/recorded-node.ts";
import type { Recording } from "../recording/file.ts";
import { UNFINAL_BLOCKS } from "../recording/profiles.ts";
import type { Bench } from "./bench.ts";

/** One app's backfill of a chain up to a block, and what is looked at before it ends. */
interface Filling {
  readonly kind: AppKind;
  readonly recording: Recording;
  readonly block: number;
  readonly database: AppDatabase;
  readonly schema: string;
  readonly look?: (app: RunningApp) => Promise<void>;
}

/** Lets an app index a chain up to a block, and nothing after it. */
export async function fill({ kind, recording, block, database, schema, look }: Filling): Promise<Taken> {
  const node = await serveRecording(recording, block + UNFINAL_BLOCKS);
  try {
    const app = await startApp({
      ...{ kind, recording, node, database, schema },
      // What is not final yet would be indexed live.
      onBegin: () => node.moveHead(block),
    });
    try {
      await look?.(app);
      return app.backfill;
    } finally {
      await app.stop();
    }
  } finally {
    await node.close();
  }
}

/** What both apps took, round by round. */
export interface Both {
  readonly indexer: readonly Taken[];
  readonly minimal: readonly Taken[];
}

export interface Race {
  readonly cold: Both;
  readonly warm: Both;
}

/** Called with each app's database when its rows are there. */
export type Look = (kind: AppKind, database: AppDatabase, schema: string) => Promise<void>;

/** Lets both apps index the same blocks by turns, cold and, where it is asked for, once more from what Ponder kept. */
export async function race(
  { databases, sizes, progress }: Bench,
  chain: { readonly recording: Recording; readonly block: number; readonly name: string },
  { isWarmToo = false, look }: { readonly isWarmToo?: boolean; readonly look?: Look } = {},
): Promise<Race> {
  const cold = { indexer: [] as Taken[], minimal: [] as Taken[] };
  const warm = { indexer: [] as Taken[], minimal: [] as Taken[] };
  for (let round = 0; round < sizes.rounds; round++) {
    const order = round % 2 === 0 ? [INDEXER, MINIMAL] : [MINIMAL, INDEXER];
    for (const kind of order) {
      const database = await databases.create();
      const run = async (schema: string, times: Taken[], how: string) => {
        const taken = await fill({ ...chain, kind, database, schema });
        times.push(taken);
        progress(`${chain.name}, ${how}, ${kind.name}: ${shown(taken)}`);
      };
      await run("cold", cold[kind.name], "cold");
      await look?.(kind, database, "cold");
      if (isWarmToo) await run("warm", warm[kind.name], "warm");
      await database.drop();
    }
  }
  return { cold, warm };
}

export function shown({ seconds, cpuSeconds }: Taken): string {
  const cpu = cpuSeconds === undefined ? "" : `, ${cpuSeconds.toFixed(1)} s of a processor`;
  return `${seconds.toFixed(1)} s${cpu}`;
}

/** Rates of both in so many events a second, and the ratio of the processor's seconds. */
export function ratesOf({ indexer, minimal }: Both, events: number) {
  const rate = (times: readonly Taken[]) => events / medianOf(times.map(({ seconds }) => seconds));
  const [ours, stock] = [indexer, minimal].map(cpuMedian);
  const cpuValue = ours === undefined || stock === undefined ? undefined : stock / ours;
  return { measured: rate(indexer), baseline: rate(minimal), cpuValue };
}

function cpuMedian(times: readonly Taken[]): number | undefined {
  const known = times.flatMap(({ cpuSeconds }) => (cpuSeconds === undefined ? [] : [cpuSeconds]));
  return known.length === 0 ? undefined : medianOf(known);
}
