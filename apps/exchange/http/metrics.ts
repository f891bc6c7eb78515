import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ScreeningNews } from "quittance/screening";
import type { Store } from "../store/store.ts";

/** Figures for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  readonly answered: (path: string, status: number, seconds: number) => void;
  /** `peer` is its place in the settings, from 0: its URL could hold a secret. */
  readonly pulled: (peer: number, result: "done" | "failed" | "stopped", entries: number) => void;
  readonly screened: (news: ScreeningNews) => void;
}

export function openMetrics(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    ...{ name: "exchange_entries", help: "What the board keeps, by kind", registers, labelNames: ["kind"] },
    async collect() {
      this.reset();
      for (const [kind, count] of Object.entries(await store.counts())) this.set({ kind }, count);
    },
  });
  const answers = new Histogram({
    ...{ name: "exchange_http_seconds", help: "Time to answer a request", registers },
    labelNames: ["path", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  });
  const pulls = new Counter({
    ...{ name: "exchange_pulls_total", help: "Pulls from peers", registers, labelNames: ["peer", "result"] },
  });
  const entries = new Counter({
    ...{ name: "exchange_pulled_entries_total", help: "Entries that peers had first", registers },
    labelNames: ["peer"],
  });
  const screenings = new Counter({
    ...{ name: "exchange_screened_total", help: "Messages whose parties were screened", registers },
    labelNames: ["outcome", "failed"],
  });
  return {
    registry,
    screened: ({ outcome, failed }) => screenings.inc({ outcome, failed: String(failed) }),
    answered: (path, status, seconds) => answers.observe({ path, status }, seconds),
    pulled: (peer, result, count) => {
      pulls.inc({ peer, result });
      entries.inc({ peer }, count);
    },
  };
}
