import { playLimitPair } from "../../sim/market/leak.ts";
import { towardsLimit } from "../../sim/market/towards-limit.ts";
import { atMost, type MarketBench } from "./figure.ts";

const PAIRS = 10_000;
const BASELINE_PAIRS = 1_000;
const SEED = 0x6c656b;

/** Pairs of negotiations with other limits of one side, in which what is said differs before a limit is crossed. */
export function limitLeaksBench(pairs = PAIRS, baselinePairs = BASELINE_PAIRS): MarketBench {
  return {
    name: "limit_leaks",
    measure: async () => {
      let [leaks, different] = [0, 0];
      for (let pair = 0; pair < pairs; pair++) {
        const { isLeak, isDifferent } = playLimitPair(SEED + pair);
        if (isLeak) leaks += 1;
        if (isDifferent) different += 1;
      }
      let found = 0;
      for (let pair = 0; pair < baselinePairs; pair++)
        if (playLimitPair(SEED + pair, towardsLimit).isLeak) found += 1;
      const what = `of ${pairs} pairs that differ in limits alone, those that say otherwise before one signs what the other may not; ${different} differ after it`;
      return [
        atMost(
          {
            ...{ name: "limit_leaks", value: leaks, unit: "count", what },
            baseline: {
              what: `curves that lead to the limit, of ${baselinePairs} pairs`,
              value: found,
            },
          },
          0,
        ),
      ];
    },
  };
}
