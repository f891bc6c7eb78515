import type { Terms } from "quittance/protocol";

/** What all milestones pay at most, in USDC base units, without verification fees. */
export const amountsOf = ({ milestones }: Terms): bigint =>
  milestones.reduce((sum, { amount }) => sum + amount, 0n);
