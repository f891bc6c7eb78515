import type { Address } from "viem";
import { startApp } from "../apps/app.ts";
import { cpuSecondsOf } from "../apps/cpu-seconds.ts";
import type { AppDatabase } from "../apps/databases.ts";
import { INDEXER, MINIMAL, STOCK_ROOT } from "../apps/kinds.ts";
import { runApp } from "../apps/process.ts";
import { findKnown, type Known } from "../http/questions.ts";
import { askableQueries, type Query } from "../http/thirty.ts";
import { serveRecording } from "../node/recorded-node.ts";
import { blockWith } from "../recording/prefix.ts";
import { UNFINAL_BLOCKS } from "../recording/profiles.ts";
import type { Bench } from "./bench.ts";

/** The indexer and stock GraphQL of Ponder, both over the same rows. */
export interface Servers {
  readonly indexer: string;
  readonly stock: string;
  /** The node of the chain that they index, and the contract on it. */
  readonly node: string;
  readonly quittance: Address;
  readonly known: Known;
  /** Those of `indexer/queries/`. */
  readonly queries: readonly Query[];
  /** Seconds of a processor that each and its connections to the database have used; NaN where no one says. */
  readonly cpuSeconds: Readonly<Record<"indexer" | "stock", () => Promise<number>>>;
  /** What the rows are made of, in words. */
  readonly size: string;
}

const SCHEMA = "served";
const connections = (kind: string) =>
  `select pid from pg_stat_activity where application_name = '${SCHEMA}_${kind}'`;

/** Lets the indexer index the dense chain and wait at its end, and serves the same rows by stock GraphQL beside it. */
export async function serving<Result>(
  bench: Bench,
  play: (servers: Servers) => Promise<Result>,
): Promise<Result> {
  const recording = await bench.recordingOf("dense", bench.sizes.served);
  const { block, events } = blockWith(recording, bench.sizes.served);
  const database = await bench.databases.create();
  const node = await serveRecording(recording, block + UNFINAL_BLOCKS);
  const chain = { recording, node, database, schema: SCHEMA };
  try {
    const indexer = await startApp({ ...chain, kind: INDEXER, onBegin: () => node.moveHead(block) });
    try {
      const stock = await runApp({
        ...{ command: "serve", root: STOCK_ROOT, schema: SCHEMA },
        environment: { ...MINIMAL.environment(recording, node.url), ...database.environment },
      });
      try {
        await stock.answers("/health");
        const known = await findKnown(indexer.url);
        const queries = await askableQueries(indexer.url);
        const size = `${events} events`;
        const { quittance } = recording.facts;
        const cpuSeconds = {
          indexer: () => usedBy(indexer.cpuSeconds(), database, "graphql"),
          stock: () => usedBy(cpuSecondsOf(stock.child), database, "readonly"),
        };
        const own = { node: node.url, quittance, known, queries, cpuSeconds, size };
        return await play({ indexer: indexer.url, stock: stock.url, ...own });
      } finally {
        await stock.stop();
      }
    } finally {
      await indexer.stop();
    }
  } finally {
    await node.close();
    await database.drop();
  }
}

async function usedBy(app: number | undefined, { ask }: AppDatabase, kind: string): Promise<number> {
  const found = (await ask?.(SCHEMA, connections(kind))) ?? [];
  const parts = [app, ...found.map(({ pid }) => cpuSecondsOf({ pid: Number(pid) }))];
  return parts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0);
}
