import { createHash } from "node:crypto";
import type { Mutant } from "./mutant.ts";

/** Files with few mutants are not passed over. */
const LEAST_PER_FILE = 2;

const rankOf = (seed: string, key: string) => createHash("sha256").update(`${seed}\n${key}`).digest("hex");

/**
 * All mutants in an order that only the seed and each mutant's own key decide: a change of one line moves no other mutant
 * in or out of the first ones. The first `LEAST_PER_FILE` of every file come first.
 */
export function ranked(mutants: readonly Mutant[], seed: string): Mutant[] {
  const ranks = new Map(mutants.map((mutant) => [mutant, rankOf(seed, mutant.key)] as const));
  const byRank = (a: Mutant, b: Mutant) => ((ranks.get(a) ?? "") < (ranks.get(b) ?? "") ? -1 : 1);
  const all = [...mutants].sort(byRank);
  const taken = new Map<string, number>();
  const first: Mutant[] = [];
  const rest: Mutant[] = [];
  for (const mutant of all) {
    const count = (taken.get(mutant.file) ?? 0) + 1;
    taken.set(mutant.file, count);
    (count <= LEAST_PER_FILE ? first : rest).push(mutant);
  }
  return [...first, ...rest];
}
