import type { Hex } from "viem";
import { enforceFunction, rulingEnforcedEvent } from "../../abi/fragments/erc792-arbiter.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { bridgeErrorClasses } from "../../errors/bridge-error-classes.ts";

/** A court's ruling that settled a milestone. */
export interface EnforcedRuling {
  readonly dealId: Hex;
  readonly disputeId: bigint;
  readonly milestone: number;
  /** Basis points to the seller. */
  readonly payout: number;
  /** USDC base units of the bond that wait for who paid the court (`collectBond`). */
  readonly owed: bigint;
}

/**
 * Carries the court's ruling to Quittance, while the ruling window of the terms runs. `address` is the bridge's. Anyone may
 * send it.
 *
 * @throws Erc792NotRuledError, Erc792ArbitrationRefusedError, RulingWindowEndedError
 * @example
 * import { enforceRuling } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { contestWindow: 86_400 });
 * const bridge = "0x00000000000000000000000000000000000000bb";
 * console.log(enforceRuling.call({ address: bridge, terms, milestone: 0 }).to === bridge); // true
 * await stack.stop();
 */
export const enforceRuling = /* @__PURE__ */ defineAction<MilestoneOf, EnforcedRuling>({
  name: "enforceRuling",
  fields: "terms milestone",
  elsewhere: true,
  errors: bridgeErrorClasses,
  call: (parameters) =>
    contractCall(enforceFunction, [packedIfContestable(parameters, "enforce"), parameters.milestone]),
  extract: (logs, from) => ({ ...eventIn(logs, from, rulingEnforcedEvent).args }),
});
