/** The contract's bounds on terms. Times in seconds, shares in basis points. */
export const bounds = {
  maxMilestones: 32,
  maxJurors: 15,
  maxMarketplaceFee: 1_000,
  minWindow: 600,
  maxWindow: 30 * 86_400,
  maxTerm: 730 * 86_400,
  full: 10_000,
  /** 2^96 - 1. */
  maxTotal: 0xffff_ffff_ffff_ffff_ffff_ffffn,
  maxEvidenceUri: 512,
  maxRating: 100,
  ratingWindow: 90 * 86_400,
} as const;
