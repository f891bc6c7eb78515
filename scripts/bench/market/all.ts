import type { MarketBench } from "./figure.ts";
import { limitLeaksBench } from "./limit-leaks.ts";
import { negotiationOverheadBench } from "./negotiation-overhead.ts";
import { negotiationsBench } from "./negotiations-per-second.ts";
import { stateDivergenceBench } from "./state-divergence.ts";

/** Every bench of the market, in the order in which they run. */
export const MARKET_BENCHES: readonly MarketBench[] = [
  negotiationsBench(),
  negotiationOverheadBench(),
  limitLeaksBench(),
  stateDivergenceBench(),
];
