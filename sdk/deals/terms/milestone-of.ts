import type { Hex } from "viem";
import type { DocsPage } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import type { Terms } from "../../protocol/terms.ts";
import { encodeBriefTerms, encodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "./check.ts";

/** One milestone of a deal, named by the deal's terms. */
export interface MilestoneOf {
  readonly terms: Terms;
  /** Counted from 0. */
  readonly milestone: number;
}

/** Whether settling the milestone reads nothing of the conditions, so that its hash will do. */
export function settlesBriefly({ marketplaceFee, verificationFee }: Terms): boolean {
  return marketplaceFee === 0 && verificationFee === 0n;
}

/** Checks both and gives the packed form of the terms, brief where `isBrief` allows it. */
export function packedOf({ terms, milestone }: MilestoneOf, isBrief: (terms: Terms) => boolean): Hex {
  const checked = checkTerms(terms);
  const count = checked.milestones.length;
  if (!Number.isInteger(milestone) || milestone < 0 || milestone >= count) {
    throw new InvalidFieldError({
      field: "milestone",
      value: milestone,
      problem: `must be a whole number from 0 to ${count - 1}`,
      remedy: "Milestones are counted from 0.",
    });
  }
  return isBrief(checked) ? encodeBriefTerms(checked) : encodeTerms(checked);
}

/** Whole packed form of terms whose payouts can be contested. */
export function packedIfContestable(parameters: MilestoneOf, docsPage: DocsPage): Hex {
  const packed = packedOf(parameters, () => false);
  if (parameters.terms.disputes !== undefined) return packed;
  throw new InvalidFieldError({
    field: "terms.contestWindow",
    value: parameters.terms.contestWindow,
    problem:
      "must be more than 0, else no verdict of this deal can be contested and there is no round above its panel",
    remedy: "Use the terms of a deal that was opened with a contest window and disputes.",
    docsPage,
  });
}
