import { Counter, Gauge, Registry } from "prom-client";
import type { Queue } from "../queue/queue.ts";

/** What is counted. */
export type Counted =
  | "judged"
  | "declined"
  | "signed"
  | "committed"
  | "shown"
  | "submitted"
  | "recorded"
  | "settled"
  | "released"
  | "failed";

/** Figures for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  readonly counted: (event: Counted) => void;
  /** USDC base units that were paid out. */
  readonly collected: (amount: bigint) => void;
}

const USDC = 1e6;

export function openMetrics(queue: Queue): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const steps = new Counter({
    ...{ name: "juror_steps_total", help: "Steps of questions, by what they came to" },
    ...{ registers, labelNames: ["result"] },
  });
  const collected = new Counter({
    name: "juror_collected_usdc_total",
    help: "USDC that was paid out",
    registers,
  });
  new Gauge({
    ...{ name: "juror_questions", help: "Questions by state", registers, labelNames: ["state"] },
    collect() {
      this.reset();
      for (const [state, count] of Object.entries(queue.status().states)) this.set({ state }, count);
    },
  });
  return {
    registry,
    counted: (result) => steps.inc({ result }),
    collected: (amount) => collected.inc(Number(amount) / USDC),
  };
}
