import type { Address, Hex } from "viem";
import { milestoneRuledEvent, ruleFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { requirePayout, signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneSettlement, settlementIn } from "../../deals/actions/settlement.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { rulingErrorClasses } from "../../errors/ruling-error-classes.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";

export interface RuleParameters extends MilestoneOf {
  /** Basis points of the milestone's amount to the seller. */
  readonly payout: number;
  /** The arbiter's, of `signRuling`; may be left out by an arbiter that sends. */
  readonly signature?: Hex;
}

/** A milestone that the arbiter settled. */
export interface RuledSettlement extends MilestoneSettlement {
  readonly arbiter: Address;
  /** Basis points to the seller. */
  readonly payout: number;
}

/**
 * Settles a milestone as the arbiter rules, which is final. Anyone may post the arbiter's signature.
 *
 * @throws NoRulingDueError, RulingWindowEndedError
 * @example
 * import { contest, rule, signRuling } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, walletClient, buyer } = stack;
 * const { terms, dealId: deal, evidence, payout } = await openContestedDeal(stack);
 * await stack.increaseTime(terms.verdictWindow); // round 2 stays silent
 * await stack.fundLedger(buyer.address, 8_000_000n);
 * const objection = { terms, milestone: 0, contester: buyer.address, payout };
 * await contest(walletClient, { address, ...objection, account: buyer });
 * const ruling = { milestone: 0, payout: 2_500 };
 * const signature = await signRuling({ domain, deal, evidence, ...ruling, account: stack.arbiter });
 * const { cause, toSeller } = await rule(walletClient, { address, terms, ...ruling, signature });
 * console.log(cause, toSeller); // ruling, and a quarter of the amount
 * await stack.stop();
 */
export const rule = /* @__PURE__ */ defineAction<RuleParameters, RuledSettlement>({
  name: "rule",
  fields: "payout signature terms milestone",
  errors: rulingErrorClasses,
  call: (parameters) => {
    const { milestone, payout } = parameters;
    requirePayout("payout", payout);
    const signature = signatureOrCaller("signature", parameters.signature, "rule");
    return contractCall(ruleFunction, [
      packedIfContestable(parameters, "rule"),
      milestone,
      payout,
      signature,
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(({ terms, milestone, payout }, domain) => ({
    event: milestoneRuledEvent,
    by: { dealId: dealIdOf({ domain, terms }) },
    is: (args: Pick<RuledSettlement, "milestone" | "payout">) =>
      args.milestone === milestone && args.payout === payout,
  })),
  extract: (logs, from) => {
    const { arbiter, payout } = eventIn(logs, from, milestoneRuledEvent).args;
    return { ...settlementIn(logs, from), arbiter, payout };
  },
});
