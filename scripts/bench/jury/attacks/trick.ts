import type { Random } from "../../../sim/random.ts";
import type { Work, WorkKind } from "./work.ts";

export type Files = Map<string, Uint8Array>;

/** One way to want more than the work is worth. */
export interface Trick {
  readonly name: string;
  readonly kinds: readonly WorkKind[];
  /** The files of the same work with the trick. */
  readonly apply: (work: Work, random: Random, text: string) => Files;
}

export const READ: readonly WorkKind[] = ["research", "data", "service"];
