import { bounds } from "../../protocol/bounds.ts";
import { amountsOf, type Milestone, type Terms } from "../../protocol/terms.ts";

/**
 * Milestones that pay `total` together, to the last base unit, each its part of what it was. What is left after rounding down goes to
 * those that lost most by it, the earlier ones first.
 */
export function scaleMilestones(milestones: Terms["milestones"], total: bigint): readonly Milestone[] {
  const before = amountsOf({ milestones });
  const scaled = milestones.map(({ amount, deadline }, index) => ({
    ...{ index, deadline },
    amount: (amount * total) / before,
    lost: (amount * total) % before,
  }));
  const left = Number(total - amountsOf({ milestones: scaled }));
  const mostLost = [...scaled].sort((one, other) => sign(other.lost - one.lost) || one.index - other.index);
  const raised = new Set(mostLost.slice(0, left).map(({ index }) => index));
  return scaled.map(({ amount, deadline, index }) => ({
    amount: raised.has(index) ? amount + 1n : amount,
    deadline,
  }));
}

/**
 * Whether each milestone has the part of the total that it has in the template: to one base unit beyond a basis point of the total, since
 * two sides scale from milestones that were rounded before.
 */
export function isSplitAs(template: Terms["milestones"], given: Terms["milestones"]): boolean {
  if (given.length !== template.length) return false;
  const total = amountsOf({ milestones: given });
  const most = total / BigInt(bounds.full) + 1n;
  return scaleMilestones(template, total).every(({ amount }, index) => {
    const off = amount - (given[index]?.amount ?? 0n);
    return off <= most && -off <= most;
  });
}

const sign = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);
