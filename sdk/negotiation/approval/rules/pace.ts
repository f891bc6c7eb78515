import { formatUsdc } from "../../../protocol/explaining/formats.ts";
import type { Committed } from "../committed.ts";
import type { ApprovalFacts } from "../facts.ts";
import type { ApprovalLimits } from "../limits.ts";
import type { ReviewReason } from "../review.ts";

const HOUR = 3_600;

/** How often and for how much a side commits itself: an agent that runs wild, or that was talked into it, is fast. */
export function tooFast(
  { now, value, negotiation }: Committed,
  limits: ApprovalLimits,
  { commitments }: ApprovalFacts,
): ReviewReason[] {
  const spans = [
    {
      name: "hour",
      seconds: HOUR,
      most: limits.mostPerHour,
      paid: limits.mostPaidPerHour,
      setting: "PerHour",
    },
    {
      name: "day",
      seconds: 24 * HOUR,
      most: limits.mostPerDay,
      paid: limits.mostPaidPerDay,
      setting: "PerDay",
    },
  ];
  return spans.flatMap(({ name, seconds, most, paid, setting }) => {
    // What lies ahead of the clock counts, too: a clock that runs behind must not hide anything.
    const recent = commitments.filter((one) => one.at > now - seconds && one.negotiation !== negotiation);
    const total = recent.reduce((sum, one) => sum + one.value, value);
    const reasons: ReviewReason[] = [];
    if (recent.length + 1 > most) {
      const text = `It is commitment ${recent.length + 1} within the ${name}, and ${most} are allowed. A higher most${setting} allows it.`;
      reasons.push({ rule: `many-per-${name}`, text });
    }
    if (total > paid) {
      const text = `With it, ${formatUsdc(total)} USDC were committed within the ${name}, more than ${formatUsdc(paid)} USDC. A higher mostPaid${setting} allows it.`;
      reasons.push({ rule: `much-per-${name}`, text });
    }
    return reasons;
  });
}
