import type {
  AgentFilter,
  AgentPlace,
  FactBlock,
  FactSources,
  FoundAgent,
  PersonalSeed,
} from "quittance/reputation";
import type { SentDocument, SentPanel } from "../documents/known.ts";

type Address = `0x${string}`;

/** Which scores are asked for: of which rows, as of which block, in whose eyes. */
export interface AskedView {
  /** Number of the snapshot of rows. */
  readonly snapshot: number;
  readonly asOf: FactBlock;
  readonly hash: Address;
  readonly pools: readonly Address[];
  readonly seeds?: readonly PersonalSeed[] | undefined;
  /** Which documents the thread knows, as a number. */
  readonly documents?: number | undefined;
}

/** What the worker is asked. Rows come in parts, so that neither side stops for long. */
export type Task =
  | { readonly kind: "add"; readonly snapshot: number; readonly part: Partial<FactSources> }
  /** Forgets all snapshots but this one and later ones. */
  | { readonly kind: "keep"; readonly snapshot: number }
  /** Documents that were verified, beside those it knows. */
  | {
      readonly kind: "documents";
      readonly documents: readonly SentDocument[];
      readonly panels: readonly SentPanel[];
    }
  | {
      readonly kind: "answers";
      readonly view: AskedView;
      readonly subjects: readonly Address[];
    }
  | {
      readonly kind: "find";
      readonly view: AskedView;
      readonly filter: AgentFilter;
      readonly page: { readonly after?: AgentPlace | undefined; readonly limit: number };
    };

/** What it answers: JSON of each answer, or agents. */
export interface TaskResult {
  readonly answers?: readonly string[] | undefined;
  readonly agents?: readonly FoundAgent[] | undefined;
  /** True: the answers to all subjects are more than can be sent. They were not made to the end. */
  readonly isTooLarge?: true | undefined;
  /** True: newer rows took the place of the snapshot meanwhile. Ask of those. */
  readonly isGone?: true | undefined;
}
