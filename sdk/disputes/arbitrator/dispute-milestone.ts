import type { Address, Hex } from "viem";
import { caseOpenedEvent, disputeFunction } from "../../abi/fragments/erc792-arbiter.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { bridgeErrorClasses } from "../../errors/bridge-error-classes.ts";
import { requireNumber } from "../pool/numbers.ts";

export interface DisputeMilestoneParameters extends MilestoneOf {
  /** Wei for the court: its arbitrationCost; what is too much comes back. */
  readonly fee: bigint;
}

/** A milestone that is before the court. */
export interface OpenedDispute {
  readonly dealId: Hex;
  /** The court's number. */
  readonly disputeId: bigint;
  readonly payer: Address;
  readonly milestone: number;
  /** Wei that the court took. */
  readonly cost: bigint;
}

/**
 * Brings a milestone that is before the arbiter to the ERC-792 court behind the bridge that the terms name, and pays the
 * court. `address` is the bridge's. Anyone may send it, once for each milestone.
 *
 * @throws Erc792NotBeforeTheArbiterError, Erc792FeeTooSmallError, Erc792AlreadyDisputedError
 * @example
 * import { disputeMilestone } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { contestWindow: 86_400 });
 * const bridge = "0x00000000000000000000000000000000000000bb";
 * const request = disputeMilestone.call({ address: bridge, terms, milestone: 0, fee: 10n ** 16n });
 * console.log(request.functionName, request.value); // dispute, and what goes to the court
 * await stack.stop();
 */
export const disputeMilestone = /* @__PURE__ */ defineAction<DisputeMilestoneParameters, OpenedDispute>({
  name: "disputeMilestone",
  fields: "fee terms milestone",
  elsewhere: true,
  errors: bridgeErrorClasses,
  call: (parameters) => {
    const value = requireNumber("fee", parameters.fee);
    const packed = packedIfContestable(parameters, "dispute");
    return { ...contractCall(disputeFunction, [packed, parameters.milestone]), value };
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, caseOpenedEvent).args }),
});
