import type { MilestoneFacts } from "../../deals/actions/get-milestone.ts";
import { requireOptions } from "../../json/options.ts";
import type { Terms } from "../../protocol/terms.ts";

/** What a seller should do before its jurors can show their ballots. */
export interface RevealAdvice {
  readonly code: "deliver-first";
  /** Path of the field it follows from. */
  readonly field: "terms.silencePayout";
  readonly message: string;
  readonly remedy: string;
}

/**
 * Tells a seller to deliver on-chain where silence pays it. Until it does, jurors that follow the reveal rule keep their ballots
 * sealed, and the buyer can reclaim after the deadline. Undefined when the seller has nothing to do.
 *
 * @param input.facts Of `getMilestone`; left out before the deal is open.
 * @example
 * import { adviseReveal } from "quittance/jury";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { silencePayout: 5_000 });
 * console.log(adviseReveal({ terms })?.code); // deliver-first
 * console.log(adviseReveal({ terms: { ...terms, silencePayout: 0 } })?.code); // undefined
 * await stack.stop();
 */
export function adviseReveal(input: {
  readonly terms: Terms;
  readonly facts?: Pick<MilestoneFacts, "status"> | undefined;
}): RevealAdvice | undefined {
  requireOptions(input, "terms facts");
  const { terms, facts } = input;
  const isPending = facts === undefined || facts.status === "pending";
  if (terms.silencePayout === 0 || !isPending) return undefined;
  return {
    code: "deliver-first",
    field: "terms.silencePayout",
    message: `Silence pays the seller ${terms.silencePayout} basis points, so its jurors keep their ballots sealed until the delivery is on-chain.`,
    remedy: "Call deliver before you ask the jurors, or agree on a silencePayout of 0.",
  };
}
