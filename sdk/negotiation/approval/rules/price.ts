import { formatUsdc } from "../../../protocol/explaining/formats.ts";
import { amountsOf } from "../../../protocol/terms.ts";
import type { Committed } from "../committed.ts";
import type { ApprovalFacts } from "../facts.ts";
import type { ApprovalLimits } from "../limits.ts";
import type { ReviewReason } from "../review.ts";
import { distance, spreadOf } from "./robust.ts";

const TENTHS = 10;

/** The principal's last word on a price. */
export function refusedPrice({ value }: Committed, { refuseAbove }: ApprovalLimits): ReviewReason[] {
  if (refuseAbove === undefined || value <= refuseAbove) return [];
  const text = `It commits ${usdc(value)}, and above ${usdc(refuseAbove)} the principal refuses (refuseAbove).`;
  return [{ rule: "price-refused", text }];
}

/** What one deal and all open ones together may cost. */
export function aboveThreshold(
  { value, negotiation }: Committed,
  limits: ApprovalLimits,
  { commitments }: ApprovalFacts,
): ReviewReason[] {
  const reasons: ReviewReason[] = [];
  if (value > limits.mostPrice) {
    const text = `It commits ${usdc(value)}, more than ${usdc(limits.mostPrice)}. A higher mostPrice allows it.`;
    reasons.push({ rule: "price-above-threshold", text });
  }
  const open = commitments.filter((one) => one.state === "open" && one.negotiation !== negotiation);
  const total = open.reduce((sum, one) => sum + one.value, value);
  if (total > limits.mostCommitted) {
    const text = `With it, ${usdc(total)} are committed in ${open.length + 1} deals, more than ${usdc(limits.mostCommitted)}. A higher mostCommitted allows it.`;
    reasons.push({ rule: "committed-above-threshold", text });
  }
  return reasons;
}

/** A price far from what others paid for the same, above or below it. */
export function farFromRecord(
  { terms }: Committed,
  { mostSpreads, leastPrices }: ApprovalLimits,
  { prices }: ApprovalFacts,
): ReviewReason[] {
  if (prices.length < leastPrices) {
    const text = `The record has ${prices.length} prices of settled deals to compare it with, fewer than ${leastPrices}. A lower leastPrices allows it.`;
    return [{ rule: "price-unknown", text }];
  }
  const found = spreadOf(prices);
  if (found === undefined) return [];
  const { median, spread } = found;
  const price = amountsOf(terms);
  const allowed = (spread * BigInt(Math.round(mostSpreads * TENTHS))) / BigInt(TENTHS);
  if (distance(price, median) <= allowed) return [];
  const side = price > median ? "above" : "below";
  const text = `The price of ${usdc(price)} is ${usdc(distance(price, median))} ${side} the median of ${prices.length} settled deals, ${usdc(median)}, and more than ${mostSpreads} spreads of ${usdc(spread)} are unusual. A higher mostSpreads allows it.`;
  return [{ rule: "price-far-from-record", text }];
}

const usdc = (amount: bigint) => `${formatUsdc(amount)} USDC`;
