import type { Address } from "viem";
import { requireOptions } from "../../json/options.ts";
import type { NegotiationView } from "../strategies/strategy.ts";
import { type Committed, committedBy } from "./committed.ts";
import { type ApprovalFacts, readFacts } from "./facts.ts";
import { type ApprovalLimits, type ApprovalSettings, limitsOf } from "./limits.ts";
import type { Commitment, Review, ReviewAnswer, ReviewReason } from "./review.ts";
import { collusive } from "./rules/collusion.ts";
import { tooFast } from "./rules/pace.ts";
import { aboveThreshold, farFromRecord, refusedPrice } from "./rules/price.ts";
import { changedRules, changedTerms, newCounterparty, oddHour } from "./rules/strange.ts";

/** Facts, or what reads them for a counterparty and the category of its terms, each time that a commitment is reviewed. */
export type FactsSource =
  | ApprovalFacts
  | ((about: {
      readonly counterparty: Address;
      readonly category: number | undefined;
    }) => ApprovalFacts | Promise<ApprovalFacts>);

/**
 * What keeps an agent on a leash: a review that lets pass what lies within the principal's limits, and asks the principal about the
 * rest. The rules are pure: the same commitment, view and facts give the same answer. Each reason names the setting that would widen the
 * limit. Limits that are left out are narrow (`narrowLimits`).
 *
 * @param input.limits Amounts are USDC base units.
 * @param input.facts What the rules compare with; a function is called for each commitment. What it throws, the review throws: nothing is
 * allowed without facts.
 * @throws InvalidFieldError for limits or facts that are malformed, or have a field that is not known.
 * @example
 * import { approvalPolicy } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack); // 180 USDC
 * const now = await stack.now();
 * const facts = { commitments: [], prices: [], known: [stack.seller.address], owners: [] };
 * const limits = { hours: "any", leastPrices: 0, mostCommitted: 1_000_000_000n, mostPaidPerHour: 200_000_000n } as const;
 * const review = approvalPolicy({ limits: { ...limits, mostPaidPerDay: 200_000_000n }, facts });
 *
 * const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
 * const answer = await review({ kind: "offer", terms, validFor: 600 }, { side: "buyer", now, state, offers: [] });
 * console.log(answer.kind === "ask" && answer.reasons[0]?.rule); // price-above-threshold
 * await stack.stop();
 */
export function approvalPolicy(input: {
  readonly limits?: ApprovalSettings;
  readonly facts: FactsSource;
}): Review {
  requireOptions(input, "limits facts");
  const limits = limitsOf(input.limits ?? {});
  const { facts: source } = input;
  const fixed = typeof source === "function" ? undefined : readFacts(source);
  return async (commitment: Commitment, view: NegotiationView) => {
    const committed = committedBy(commitment, view);
    if (committed === undefined) return refuseNothing;
    const { counterparty, terms } = committed;
    const about = { counterparty, category: terms.category };
    const facts = fixed ?? readFacts(typeof source === "function" ? await source(about) : source);
    return judged(committed, limits, facts);
  };
}

const refuseNothing: ReviewAnswer = {
  kind: "refuse",
  reasons: [{ rule: "no-offer", text: "It accepts, and no offer stands." }],
};

function judged(committed: Committed, limits: ApprovalLimits, facts: ApprovalFacts): ReviewAnswer {
  const collusion = limits.collusion === undefined ? [] : collusive(committed, limits.collusion, facts);
  const refused = [
    ...refusedPrice(committed, limits),
    ...(limits.collusion?.answer === "refuse" ? collusion : []),
  ];
  if (refused.length > 0) return { kind: "refuse", reasons: refused };
  const reasons: ReviewReason[] = [
    ...(limits.pilot ? [pilotReason] : []),
    ...aboveThreshold(committed, limits, facts),
    ...farFromRecord(committed, limits, facts),
    ...newCounterparty(committed, limits, facts),
    ...changedTerms(committed, limits, facts),
    ...changedRules(committed, limits),
    ...oddHour(committed, limits),
    ...tooFast(committed, limits, facts),
    ...collusion,
  ];
  return reasons.length === 0 ? { kind: "allow" } : { kind: "ask", reasons };
}

const pilotReason: ReviewReason = {
  rule: "pilot",
  text: "The agent is a pilot: every commitment asks. Set pilot to false to ask only beyond the limits.",
};
