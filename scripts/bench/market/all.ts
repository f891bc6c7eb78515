import type { MarketBench } from "./figure.ts";
import { limitLeaksBench } from "./limit-leaks.ts";
import { negotiationOverheadBench } from "./negotiation-overhead.ts";
import { negotiationsBench } from "./negotiations-per-second.ts";
import { orderChangesBench } from "./order-changes.ts";
import { searchBench } from "./search-ratio.ts";
import { stateDivergenceBench } from "./state-divergence.ts";

/** Every bench of the market, in the order in which they run. */
export const MARKET_BENCHES: readonly MarketBench[] = [
  negotiationsBench(),
  negotiationOverheadBench(),
  limitLeaksBench(),
  stateDivergenceBench(),
  orderChangesBench(),
  searchBench(),
];
