import { amountOf, ratioOf } from "../figures/goals.ts";
import type { IndexBench } from "./bench.ts";

/** What rings spend, as `npm run sim:trust` plays it for docs/wash-trading.md. */
export function ringsBench(): IndexBench {
  return {
    names: ["ring_cost_ratio", "ring_cost_usd"],
    measure: async () => {
      const { ringCostOf, simulateRings } = await import("../../../sim/trust/simulation.ts");
      const { REPORTED_SEED } = await import("../../../sim/trust/reported-seed.ts");
      const { usd, withoutUsd, baselines } = ringCostOf({ spends: simulateRings(REPORTED_SEED) });
      const others = baselines.map(({ rule, usd: spent }) => `${rule} ${spent?.toFixed(3) ?? "not reached"}`);
      const size = `a market of 40 agents and 20 seats, seed ${REPORTED_SEED}; in dollars: ${others.join(", ")}`;
      const dearest = Math.max(...baselines.map(({ usd: spent }) => spent ?? Number.POSITIVE_INFINITY));
      return [
        ratioOf("ring_cost_ratio", { measured: usd, baseline: withoutUsd, size }),
        amountOf("ring_cost_usd", { measured: usd, baseline: dearest, size }),
      ];
    },
  };
}
