import { answersBench } from "./answers.ts";
import type { IndexBench } from "./bench.ts";
import { burstBench } from "./burst.ts";
import { denseBench, sparseBench } from "./chains.ts";
import { growthBench } from "./growth.ts";
import { lagBench, liveBench } from "./live.ts";
import { ringsBench } from "./rings.ts";

/** Every bench of the indexer, in the order in which they run. */
export const INDEX_BENCHES: readonly IndexBench[] = [
  denseBench(),
  sparseBench(),
  burstBench(),
  growthBench(),
  liveBench(),
  lagBench(),
  answersBench(),
  ringsBench(),
];
