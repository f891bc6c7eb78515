import { type Address, type Hex, zeroHash } from "viem";
import { dealRatedEvent, rateFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { ratingErrorClasses } from "../../errors/rating-error-classes.ts";
import { requireAddress } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { Terms } from "../../protocol/terms.ts";
import { encodeBriefTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";

export interface RateParameters {
  readonly terms: Terms;
  /** Buyer or seller; it rates the other. */
  readonly rater: Address;
  /** 0 to 100. */
  readonly score: number;
  /** Hash of the written reasons (`hashReasons`); none when left out. */
  readonly reasons?: Hex;
  /** The rater's, of `signRating`; may be left out by a rater that sends. */
  readonly signature?: Hex;
}

/** A rating that was put on record. */
export interface DealRating {
  readonly dealId: Hex;
  readonly rater: Address;
  readonly rated: Address;
  readonly score: number;
  readonly reasons: Hex;
}

/**
 * Rates the other side of a deal that settled money, once. Anyone may post the rater's signature.
 *
 * @throws NotRateableError, RatingWindowEndedError, AlreadyRatedError
 * @example
 * import { release, hashReasons, rate, signRating } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, walletClient } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * await release(walletClient, { address, terms, milestone: 0, account: buyer });
 * const rating = { score: 95, reasons: hashReasons("on time, complete") };
 * const signature = await signRating({ domain, deal, rated: terms.seller, ...rating, account: buyer });
 * const { rated } = await rate(walletClient, { address, terms, rater: buyer.address, ...rating, signature });
 * console.log(rated === terms.seller); // true
 * await stack.stop();
 */
export const rate = /* @__PURE__ */ defineAction<RateParameters, DealRating>({
  name: "rate",
  fields: "terms rater score reasons signature",
  errors: ratingErrorClasses,
  call: ({ terms, rater, score, reasons = zeroHash, signature }) => {
    requireAddress("rater", rater);
    if (!Number.isInteger(score) || score < 0 || score > bounds.maxRating) {
      throw new InvalidFieldError({
        field: "score",
        value: score,
        problem: `must be a whole number from 0 to ${bounds.maxRating}`,
        remedy: "100 is the best.",
        docsPage: "rate",
      });
    }
    const authorization = signatureOrCaller("signature", signature, "rate");
    return contractCall(rateFunction, [
      encodeBriefTerms(checkTerms(terms)),
      rater,
      score,
      reasons,
      authorization,
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(({ terms, rater, score, reasons = zeroHash }, domain) => ({
    event: dealRatedEvent,
    by: { dealId: dealIdOf({ domain, terms }), rater },
    is: (args: DealRating) => args.score === score && args.reasons === reasons.toLowerCase(),
  })),
  extract: (logs, from) => ({ ...eventIn(logs, from, dealRatedEvent).args }),
});
