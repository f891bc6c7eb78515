import { InvalidFieldError } from "../errors/field.ts";
import { AMOUNT_REMEDY } from "../json/remedies.ts";
import { dealIdOf } from "./deal-id.ts";
import type { QuittanceDomain } from "./domain.ts";
import type {
  AgreementMessage,
  CancellationMessage,
  ReclaimMessage,
  RefundMessage,
  ReleaseMessage,
} from "./messages.ts";
import type { Milestone, Terms } from "./terms.ts";

// What a settlement signature says follows from the terms, as the contract computes it: a signer cannot be told another
// recipient or another amount.

/** A deal, named by its terms and its deployment. */
export interface OfTerms {
  readonly domain: QuittanceDomain;
  /** Those that the deal was opened with. */
  readonly terms: Terms;
}

/** A milestone of a deal. */
export interface OfMilestone extends OfTerms {
  /** Counted from 0. */
  readonly milestone: number;
}

/** How both parties split a milestone. */
export interface OfSplit extends OfMilestone {
  /** USDC base units; the rest of the amount goes to the buyer. */
  readonly toSeller: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** How both parties end a deal. */
export interface OfEnd extends OfTerms {
  /** USDC base units that the deal still holds, exactly. */
  readonly remainder: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

function milestoneIn({
  domain,
  terms,
  milestone,
}: OfMilestone): Milestone & { readonly deal: `0x${string}` } {
  const deal = dealIdOf({ domain, terms });
  const item = Number.isInteger(milestone) ? terms.milestones[milestone] : undefined;
  if (item !== undefined) return { ...item, deal };
  throw new InvalidFieldError({
    field: "milestone",
    value: milestone,
    problem: `must be a whole number from 0 to ${terms.milestones.length - 1}`,
    remedy: "Milestones are counted from 0.",
  });
}

/** What the buyer signs that releases a milestone. */
export function releaseMessage(input: OfMilestone): ReleaseMessage {
  const { deal, amount } = milestoneIn(input);
  return { deal, milestone: input.milestone, seller: input.terms.seller, amount };
}

/** What the seller signs that refunds a milestone. */
export function refundMessage(input: OfMilestone): RefundMessage {
  const { deal, amount } = milestoneIn(input);
  return { deal, milestone: input.milestone, buyer: input.terms.buyer, amount };
}

/** What the buyer signs that reclaims a milestone: the same fields as of a refund, under another type. */
export const reclaimMessage: (input: OfMilestone) => ReclaimMessage = refundMessage;

/** What both parties sign that split a milestone. */
export function agreementMessage(input: OfSplit): AgreementMessage {
  const { terms, milestone, toSeller, validUntil } = input;
  const { deal, amount } = milestoneIn(input);
  if (typeof toSeller !== "bigint" || toSeller < 0n || toSeller > amount) {
    throw new InvalidFieldError({
      field: "toSeller",
      value: toSeller,
      problem: `must be a bigint from 0n to the milestone's amount, ${amount}n`,
      remedy: AMOUNT_REMEDY,
      docsPage: "agree",
    });
  }
  const { buyer, seller } = terms;
  return { deal, milestone, seller, toSeller, buyer, toBuyer: amount - toSeller, validUntil };
}

/** What both parties sign that end a deal. */
export function cancellationMessage({ domain, terms, remainder, validUntil }: OfEnd): CancellationMessage {
  return { deal: dealIdOf({ domain, terms }), buyer: terms.buyer, remainder, validUntil };
}
