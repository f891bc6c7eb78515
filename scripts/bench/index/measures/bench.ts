import type { Databases } from "../apps/databases.ts";
import type { IndexFigure, IndexFigureName } from "../figures/goals.ts";
import type { Recording } from "../recording/file.ts";
import type { ProfileName } from "../recording/profiles.ts";

/** How much is measured. */
export interface Sizes {
  /** Events of the dense and of the sparse chain. */
  readonly events: number;
  /** Events of the long chain, beside its first `short`. */
  readonly long: number;
  readonly short: number;
  /** How often each app indexes each chain; the median counts. */
  readonly rounds: number;
  /** Blocks that come one by one, for the time to their rows. */
  readonly liveBlocks: number;
  /** Events whose rows are asked for, and how long they are. */
  readonly served: number;
  readonly loadSeconds: number;
  /** Of five blocks a second. */
  readonly minutes: number;
}

/** What a bench measures with. */
export interface Bench {
  readonly sizes: Sizes;
  readonly databases: Databases;
  readonly recordingOf: (name: ProfileName, events: number) => Promise<Recording>;
  readonly progress: (line: string) => void;
  /** Whether one of these figures was asked for. */
  readonly wants: (...names: readonly IndexFigureName[]) => boolean;
}

/** Measures several figures at once. A file of this folder exports each. */
export interface IndexBench {
  readonly names: readonly IndexFigureName[];
  readonly measure: (bench: Bench) => Promise<readonly IndexFigure[]>;
}
