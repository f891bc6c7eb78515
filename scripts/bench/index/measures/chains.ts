import type { AppKind } from "../apps/kinds.ts";
import { amountOf, equalityOf, type IndexFigure, medianOf, ratioOf } from "../figures/goals.ts";
import { blockWith } from "../recording/prefix.ts";
import { type Look, race, ratesOf } from "./backfill.ts";
import type { Bench, IndexBench } from "./bench.ts";

/** Rows of the app's own tables that were written, updated or deleted since they were made. */
const WRITTEN = `
  select sum(n_tup_ins + n_tup_upd + n_tup_del) as written from pg_stat_user_tables
  where schemaname = current_schema() and relname not like '\\_%'`;
const HELD = "select held from total";

/** The dense chain: cold, warm, what is written, and whether the sums are those of the contract. */
export function denseBench(): IndexBench {
  return {
    names: ["backfill_dense_ratio", "reindex_ratio", "rows_per_event", "totals_equal"],
    measure: async (bench) => {
      const { sizes, databases } = bench;
      const recording = await bench.recordingOf("dense", sizes.events);
      const { block, events } = blockWith(recording, sizes.events);
      const written: Record<AppKind["name"], number[]> = { indexer: [], minimal: [] };
      const held: string[] = [];
      const look: Look = async (kind, { ask }, schema) => {
        if (ask === undefined) return;
        written[kind.name].push(Number((await ask(schema, WRITTEN))[0]?.written));
        if (kind.name === "indexer") held.push(String((await ask(schema, HELD))[0]?.held));
      };
      const { cold, warm } = await race(
        bench,
        { recording, block, name: "dense" },
        { isWarmToo: true, look },
      );
      const size = sizeOf(bench, events, block);
      const figures: IndexFigure[] = [
        ratioOf("backfill_dense_ratio", { ...ratesOf(cold, events), size }),
        ratioOf("reindex_ratio", { ...ratesOf(warm, events), size }),
      ];
      if (databases.kind === "pglite") return figures;
      const each = (rows: readonly number[]) => medianOf(rows) / events;
      const rows = { measured: each(written.indexer), baseline: each(written.minimal), size };
      const expected = Number(recording.entries[block]?.held);
      const sums = held.map(Number);
      const worst = sums.find((sum) => sum !== expected) ?? expected;
      return [
        ...figures,
        amountOf("rows_per_event", rows),
        equalityOf("totals_equal", { measured: worst, baseline: expected, size }),
      ];
    },
  };
}

export function sparseBench(): IndexBench {
  return {
    names: ["backfill_sparse_ratio"],
    measure: async (bench) => {
      const recording = await bench.recordingOf("sparse", bench.sizes.events);
      const { block, events } = blockWith(recording, bench.sizes.events);
      const { cold } = await race(bench, { recording, block, name: "sparse" });
      return [
        ratioOf("backfill_sparse_ratio", { ...ratesOf(cold, events), size: sizeOf(bench, events, block) }),
      ];
    },
  };
}

function sizeOf({ sizes, databases }: Bench, events: number, block: number): string {
  return `${events} events in ${block} blocks on ${databases.kind}, median of ${sizes.rounds}`;
}
