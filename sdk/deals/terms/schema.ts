import { z } from "zod";
import { address, bytes32, uint, wideUint } from "../../json/fields.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { Terms } from "../../protocol/terms.ts";

const flag = z.boolean({ error: "must be true or false" });
const basisPoints = uint(16, { maximum: bounds.full });
const window = uint(32, { minimum: bounds.minWindow, maximum: bounds.maxWindow });

const noWindow = z.union([z.literal(0), z.literal("0"), z.literal(0n)]).transform(() => 0);

const optionalWindow = z.union([noWindow, window], {
  error: `must be 0 or within ${bounds.minWindow} to ${bounds.maxWindow}`,
});

const gridStep = basisPoints.refine(
  (step) => step === 0 || bounds.full % step === 0,
  `must be 0 or a divisor of ${bounds.full}`,
);

const recourse = z.strictObject({
  bond: wideUint(96),
  pool: address,
  arbiter: address,
  rulingWindow: optionalWindow,
});

const milestone = z.strictObject({
  amount: wideUint(96).refine((amount) => amount > 0n, "must not be zero"),
  deadline: uint(40),
});

/** Each field of terms by itself: its form and the contract's bounds. How they go together is `checkTerms`' business. */
export const termsSchema: z.ZodType<Terms, unknown> = z.strictObject({
  buyer: address,
  seller: address,
  fundedFromLedger: flag,
  buyerToLedger: flag,
  sellerToLedger: flag,
  verificationFee: wideUint(96),
  milestones: z
    .array(milestone, { error: "must be an array" })
    .min(1, `must have 1 to ${bounds.maxMilestones} entries`)
    .max(bounds.maxMilestones, `must have 1 to ${bounds.maxMilestones} entries`),
  panel: z.array(address, { error: "must be an array of addresses" }),
  passMark: uint(16, { minimum: 1, maximum: bounds.full }),
  gridStep,
  verdictWindow: window,
  contestWindow: optionalWindow,
  silencePayout: basisPoints,
  marketplaceFee: uint(16, { maximum: bounds.maxMarketplaceFee }),
  marketplace: address,
  panelAccount: address,
  pact: bytes32,
  salt: wideUint(64),
  openBy: uint(40),
  recourse: recourse.optional(),
  category: uint(32).optional(),
});
