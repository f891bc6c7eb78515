import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import {
  address,
  amount,
  bytes32,
  flag,
  list,
  must,
  record,
  type Schema,
  seconds,
  time,
  uint,
  wideUint,
} from "../../json/fields.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { Terms } from "../../protocol/terms.ts";

/** Each field of terms by itself: its form and the contract's bounds. How they go together is `checkTerms`' business. */
export const termsSchema = /* @__PURE__ */ lazily((): Schema<Terms> => {
  const window = { minimum: bounds.minWindow, maximum: bounds.maxWindow };
  const basisPoints = uint(16, { maximum: bounds.full });
  const milestone = record({ amount: amount({ minimum: 1n }), deadline: time() });
  const disputes = record({
    bond: amount(),
    pool: address(),
    arbiter: address(),
    rulingWindow: seconds({ ...window, orZero: true }),
  });
  const amendment = record({
    deal: bytes32(),
    remainder: amount({ minimum: 1n }),
    delivered: list(uint(8, { maximum: bounds.maxMilestones - 1 }), { entries: "numbers of milestones" }),
  });
  return record({
    buyer: address(),
    seller: address(),
    fundedFromLedger: flag(),
    buyerToLedger: flag(),
    sellerToLedger: flag(),
    verificationFee: amount(),
    milestones: list(milestone, { minimum: 1, maximum: bounds.maxMilestones }),
    panel: list(address(), { entries: "addresses" }),
    passingScore: uint(16, { minimum: 1, maximum: bounds.full }),
    payoutStep: basisPoints.check(must(isPayoutStep, `must be 0 or a divisor of ${bounds.full}`)),
    verdictWindow: seconds(window),
    contestWindow: seconds({ ...window, orZero: true }),
    silencePayout: basisPoints,
    marketplaceFee: uint(16, { maximum: bounds.maxMarketplaceFee }),
    marketplace: address(),
    panelAccount: address(),
    pact: bytes32(),
    salt: wideUint(64),
    openBy: time(),
    disputes: z.optional(disputes),
    category: z.optional(uint(32, { minimum: 1 })),
    reference: z.optional(bytes32()),
    amends: z.optional(amendment),
  });
});

function isPayoutStep(step: number): boolean {
  return step === 0 || bounds.full % step === 0;
}
