import { settleFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { type MilestoneOf, packedOf } from "../terms/milestone-of.ts";
import { type MilestoneSettlement, settlementIn, settlementOf } from "./settlement.ts";

/**
 * Settles the provisional payout once it can no longer change: a verdict, or the silence payout of a delivery that was not judged in time. `phaseOf` returns the time from which it works. Anyone may send it.
 *
 * @throws NoProvisionalPayoutError, WindowOpenError
 * @example
 * import { deliver, hashEvidence, settle } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, walletClient } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const delivery = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "https://seller.example/1" };
 * await deliver(walletClient, { address, terms, delivery, account: stack.seller });
 * await stack.increaseTime(terms.verdictWindow);
 * const { cause, toSeller } = await settle(walletClient, { address, terms, milestone: 0 });
 * console.log(cause, toSeller); // silence, and the terms' silencePayout of the amount
 * await stack.stop();
 */
export const settle = /* @__PURE__ */ defineAction<MilestoneOf, MilestoneSettlement>({
  name: "settle",
  fields: "terms milestone",
  call: (parameters) =>
    contractCall(settleFunction, [packedOf(parameters, () => false), parameters.milestone]),
  earlier: /* @__PURE__ */ doneBefore(/* @__PURE__ */ settlementOf(["verdict", "silence"])),
  extract: settlementIn,
});
