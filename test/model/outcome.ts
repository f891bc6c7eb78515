import type { Address } from "viem";
import type { SignedBy } from "./actions.ts";
import type { World } from "./world.ts";

/**
 * What an action leads to: another world, or the names of every reason there is to refuse it. The protocol does not say
 * which of several reasons is named first.
 */
export type Outcome =
  | { readonly world: World; readonly refusals?: undefined }
  | { readonly refusals: readonly string[]; readonly world?: undefined };

/** One rule: the name of the refusal when it does not hold. */
export type Rule = readonly [holds: boolean, refusal: string];

/** Names of the rules that do not hold. */
export function broken(...rules: readonly Rule[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, refusal]) => refusal);
}

/** Refuses for the rules that do not hold; where all hold, what comes next. */
export function unless(rules: readonly Rule[], next: () => Outcome): Outcome {
  const refusals = broken(...rules);
  return refusals.length === 0 ? next() : { refusals };
}

/** The party itself sent it, without any bytes, or it is the one that signed. */
export function isAuthorized(party: Address, sender: Address, signedBy: SignedBy): boolean {
  return signedBy === undefined ? sender === party : signedBy === party;
}
