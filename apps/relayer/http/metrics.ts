import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ScreeningNews } from "quittance/screening";
import type { Address } from "viem";
import type { Store } from "../store/store.ts";

/** Figures for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  readonly answered: (path: string, status: number, seconds: number) => void;
  readonly mined: (sender: Address, gas: bigint, wei: bigint, items: number) => void;
  readonly stepped: (sender: Address, result: "leading" | "standby" | "failed") => void;
  readonly balance: (sender: Address, wei: bigint) => void;
  readonly screened: (news: ScreeningNews) => void;
}

export function openMetrics(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gaugeOf = (
    name: string,
    help: string,
    read: () => Promise<Readonly<Record<string, number | undefined>>>,
  ) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ["state"] },
      async collect() {
        this.reset();
        for (const [state, count] of Object.entries(await read())) this.set({ state }, count ?? 0);
      },
    });
  gaugeOf("relayer_intents", "Intents by state", async () => (await store.counts()).intents);
  gaugeOf("relayer_transactions", "Transactions by state", async () => (await store.counts()).transactions);
  const answers = new Histogram({
    ...{
      name: "relayer_http_seconds",
      help: "Time to answer a request",
      registers,
      labelNames: ["path", "status"],
    },
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  });
  const labelNames = ["sender"];
  const counter = (name: string, help: string) => new Counter({ name, help, registers, labelNames });
  const transactions = counter("relayer_mined_transactions_total", "Transactions that were found in a block");
  const items = counter(
    "relayer_mined_intents_total",
    "Intents of the transactions that were found in a block",
  );
  const gas = counter("relayer_gas_used_total", "Gas of the transactions that were found in a block");
  const spent = counter(
    "relayer_gas_paid_gwei_total",
    "What the gas of these transactions cost, without data on Ethereum",
  );
  const steps = new Counter({
    name: "relayer_steps_total",
    help: "Steps",
    registers,
    labelNames: ["sender", "result"],
  });
  const balance = new Gauge({
    ...{ name: "relayer_sender_balance_gwei", help: "ETH of the sender", registers, labelNames },
  });
  const screenings = new Counter({
    ...{ name: "relayer_screened_total", help: "Requests whose parties were screened", registers },
    labelNames: ["outcome", "failed"],
  });
  const GWEI = 1e9;
  return {
    registry,
    answered: (path, status, seconds) => answers.observe({ path, status }, seconds),
    mined: (sender, used, wei, count) => {
      transactions.inc({ sender });
      items.inc({ sender }, count);
      gas.inc({ sender }, Number(used));
      spent.inc({ sender }, Number(wei) / GWEI);
    },
    stepped: (sender, result) => steps.inc({ sender, result }),
    balance: (sender, wei) => balance.set({ sender }, Number(wei) / GWEI),
    screened: ({ outcome, failed }) => screenings.inc({ outcome, failed: String(failed) }),
  };
}
