import type { Address } from "viem";
import { releaseBondFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { requirePanel } from "../../client/parameters.ts";
import { bondsIn, type Credit } from "../../deals/actions/settlement.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { encodePanel } from "../../protocol/events.ts";

export interface ReleaseBondParameters extends MilestoneOf {
  /** The round the bond paid for: 2 or 3. */
  readonly round: 2 | 3;
  /** Of round 2, as `drawPanel` gave it; left out for round 3, and when none was drawn. */
  readonly panel?: readonly Address[];
}

/** Where a bond went: ledger balances. */
export interface ReleasedBond {
  /** Its payer, when no juror of the round voted. */
  readonly returned: Credit | undefined;
  /** The jurors who shared it. */
  readonly earned: readonly Credit[];
}

/**
 * Pays what is left of the bond of a contest to those who earned it, or back to its payer, once its round is over. Anyone may send it, once.
 *
 * @throws BondNotDueError, NoBondError, PanelMismatchError
 * @example
 * import { releaseBond } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openContestedDeal(stack);
 * await stack.increaseTime(terms.verdictWindow); // no panel was drawn
 * const { returned } = await releaseBond(stack.walletClient, {
 *   address: stack.address,
 *   terms,
 *   milestone: 0,
 *   round: 2,
 * });
 * console.log(returned?.amount); // 8000000n
 * await stack.stop();
 */
export const releaseBond = /* @__PURE__ */ defineAction<ReleaseBondParameters, ReleasedBond>({
  name: "releaseBond",
  fields: "round panel terms milestone",
  call: (parameters) => {
    const { milestone, round, panel = [] } = parameters;
    requirePanel(panel);
    if (round !== 2 && round !== 3) {
      throw new InvalidFieldError({
        field: "round",
        value: round,
        problem: "must be 2 or 3",
        remedy: "Name the round that the contest opened.",
        docsPage: "release-bond",
      });
    }
    const packed = packedIfContestable(parameters, "release-bond");
    return contractCall(releaseBondFunction, [packed, milestone, round, encodePanel(panel)]);
  },
  extract: (logs, from) => {
    const { bondsReturned, bondsEarned } = bondsIn(logs, from);
    return { returned: bondsReturned[0], earned: bondsEarned };
  },
});
