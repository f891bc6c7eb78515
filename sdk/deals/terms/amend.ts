import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { requireTermsFields } from "../../protocol/deal-id.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { randomSalt } from "../../protocol/salt.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { DealFacts } from "../actions/get-deal.ts";
import { checkTerms } from "./check.ts";

/** What new terms have otherwise than the old ones. Parties, marketplace fee and marketplace stay. */
export type TermsChanges = Partial<
  Omit<Terms, "buyer" | "seller" | "marketplaceFee" | "marketplace" | "amends" | "salt">
>;

const CHANGES =
  "fundedFromLedger buyerToLedger sellerToLedger verificationFee milestones panel passingScore payoutStep verdictWindow contestWindow silencePayout panelAccount pact openBy disputes category reference";
const HOUR = 3_600;

/**
 * Makes terms that replace a deal. They name the deal, what it holds and what was delivered, all as the chain has it. What
 * is not changed stays as it was, but the milestones: left out, they are those that have not settled, in their order. A salt is
 * drawn. Both parties sign the result; it works only while the deal is as it was read.
 *
 * @param input.terms Those that the deal was opened with.
 * @param input.deal Of `getDeal`.
 * @param input.now Unix seconds; this machine's clock when left out. The terms work for an hour unless `openBy` is changed.
 * @throws InvalidFieldError for terms the contract would refuse, or a deal of which nothing is left.
 * @example
 * import { amendTerms, getDeal, totalOf } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms, dealId } = await openExampleDeal(stack);
 * const deal = await getDeal(stack.publicClient, { address: stack.address, dealId });
 * if (deal === undefined) throw new Error("not open");
 * const more = { amount: 10_000_000n, deadline: (terms.milestones[2]?.deadline ?? 0) + 86_400 };
 * const changes = { milestones: [...terms.milestones, more] };
 * const newTerms = amendTerms({ terms, deal, changes, now: await stack.now() });
 * console.log(totalOf(newTerms) - deal.unsettled); // 10000000n
 * await stack.stop();
 */
export function amendTerms(input: {
  readonly terms: Terms;
  readonly deal: DealFacts;
  readonly changes?: TermsChanges;
  readonly now?: number | undefined;
}): Terms {
  requireOptions(input, "terms deal changes now");
  const { terms, deal, changes = {} } = input;
  requireTermsFields(terms);
  requireDeal(deal);
  requireOptions(changes, CHANGES, "changes");
  const now = momentOrClock("now", input.now);
  if (deal.unsettled === 0n) {
    throw new InvalidFieldError({
      field: "deal.unsettled",
      value: deal.unsettled,
      problem: "must be more than 0: what has settled moves nowhere",
      remedy: deal.amended
        ? "Amend the deal that replaced this one: getAmendment finds it."
        : "Open another deal.",
      docsPage: "amend",
    });
  }
  const isOpen = (milestone: number) => !deal.settled.includes(milestone);
  const milestones = terms.milestones.filter((_, milestone) => isOpen(milestone));
  const amends = {
    deal: deal.dealId,
    remainder: deal.unsettled,
    delivered: deal.recorded.filter(isOpen),
  };
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const contestable = (given.contestWindow ?? terms.contestWindow) !== 0;
  const { disputes, ...others } = { ...terms, milestones, openBy: now + HOUR, ...given };
  const rules = contestable ? { disputes } : {};
  return checkTerms({ ...others, ...rules, salt: randomSalt(), amends }, { now });
}

/** Refuses what is no deal, such as the answer of `getDeal` about one that is not open. */
function requireDeal(deal: DealFacts): void {
  if (typeof deal === "object" && deal !== null) return;
  throw new InvalidFieldError({
    field: "deal",
    value: deal,
    problem: "must be what getDeal gives of a deal that was opened",
    remedy: "Check the deal id: getDeal gives undefined of a deal that was never opened.",
    docsPage: "amend",
  });
}
