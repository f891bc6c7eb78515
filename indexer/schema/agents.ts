import { index, onchainTable } from "ponder";
import { changed, count, created, sum } from "./columns.ts";

/** What an address did in each of its parts, counted as it happened. */
export const agent = onchainTable(
  "agent",
  (t) => ({
    address: t.hex().primaryKey(),
    buyerDeals: count(),
    /** `buyerCommitted = buyerPaidOut + buyerVerificationFees + buyerRefunded + buyerReimbursed + buyerUnsettled`. */
    buyerCommitted: sum(),
    buyerPaidOut: sum(),
    buyerVerificationFees: sum(),
    buyerRefunded: sum(),
    /** Paid out of its parts to the payers of sellers' bonds. */
    buyerReimbursed: sum(),
    buyerUnsettled: sum(),
    sellerDeals: count(),
    sellerDeliveries: count(),
    /** Milestones settled with something for the seller. */
    sellerPaidMilestones: count(),
    sellerSettledMilestones: count(),
    /** Delivered on-chain by the deadline; of those that were not: earned and settled by it. */
    sellerOnTimeMilestones: count(),
    /** Basis points: floor(10,000 · sellerOnTimeMilestones / sellerSettledMilestones); null before the first. */
    sellerOnTimeRate: t.integer(),
    /** `sellerGross = sellerNet + sellerMarketplaceFees + sellerReimbursed`. */
    sellerGross: sum(),
    sellerMarketplaceFees: sum(),
    /** Paid out of its parts to the payers of buyers' bonds. */
    sellerReimbursed: sum(),
    sellerNet: sum(),
    /** Deals whose round-1 panel it sits on. */
    jurorSeats: count(),
    /** Round-2 panels it was drawn to. */
    jurorDraws: count(),
    /** Verdicts of its panels, with or without its ballot. */
    jurorVerdicts: count(),
    jurorBallots: count(),
    /** Ballots whose score alone would have given the verdict's payout. */
    jurorAgreements: count(),
    jurorScoreSum: count(),
    /** floor(jurorScoreSum / jurorBallots); null before the first ballot. */
    jurorAverageScore: t.integer(),
    /** Proven in round 1, each evidence once. */
    jurorEquivocations: count(),
    rulings: count(),
    /** As buyer or seller. */
    contestCount: count(),
    /**
     * Contests of its milestones, its own and the other side's, that a verdict, a ruling or silence decided: won when its side was
     * better off in the end than at the payout that was contested, or the other side was not when that had contested.
     */
    contestsWon: count(),
    contestsLost: count(),
    /** As payer: `bondsPaid = bondsReturned +` what others earned `+` what is still held. */
    bondsPaid: sum(),
    bondsReturned: sum(),
    bondsReimbursed: sum(),
    /** As juror or arbiter. */
    bondsEarned: sum(),
    /** For drawing panels of round 2. */
    drawsEarned: sum(),
    ratingsGiven: count(),
    ratingsReceived: count(),
    ratingScoreSum: count(),
    /** Hundredths of a point: floor(100 · ratingScoreSum / ratingsReceived); null before the first rating. */
    averageRating: t.integer(),
    feesEarned: sum(),
    feesEarnedMarketplace: sum(),
    feesEarnedVerification: sum(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    averageRating: index().on(table.averageRating),
    sellerNet: index().on(table.sellerNet),
    jurorAgreements: index().on(table.jurorAgreements),
    updatedAt: index().on(table.updatedAt),
  }),
);

/**
 * One row, id "quittance": what all rows sum to. `held = balances + unclaimed + unsettled + bonds + tabs` is what the
 * contract owes, at every transaction's end.
 */
export const total = onchainTable("total", (t) => ({
  id: t.text().primaryKey(),
  /** A deal and those that replace it count once. */
  deals: count(),
  /** Those that moved to another deal count there. */
  milestones: count(),
  settledMilestones: count(),
  verdicts: count(),
  contests: count(),
  rulings: count(),
  ratings: count(),
  equivocations: count(),
  principals: count(),
  /** That principals opened. */
  accounts: count(),
  tabsOpened: count(),
  orders: count(),
  deposited: sum(),
  withdrawn: sum(),
  balances: sum(),
  unclaimed: sum(),
  unsettled: sum(),
  bonds: sum(),
  /** Reserved in tabs, neither redeemed nor returned. */
  tabs: sum(),
  held: sum(),
  ...created(),
  ...changed(),
}));
