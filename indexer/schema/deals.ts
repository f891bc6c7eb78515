import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created, sum } from "./columns.ts";

export const destination = onchainEnum("destination", ["wallet", "ledger"]);
export const dealStatus = onchainEnum("deal_status", ["open", "settled", "cancelled", "amended"]);
/**
 * `delivered` means on-chain; `contested`, that round 2 or the arbiter was called and has not decided. What silence
 * decides is not an event: see `windowEnd` and `settleFrom` of the milestone. `moved`: another deal replaced that of the
 * milestone, and has its money.
 */
export const milestoneStatus = onchainEnum("milestone_status", [
  "pending",
  "delivered",
  "provisional",
  "contested",
  "settled",
  "moved",
]);

/** A deal: its terms, its money and what it is at. */
export const deal = onchainTable(
  "deal",
  (t) => ({
    id: t.hex().primaryKey(),
    buyer: t.hex().notNull(),
    seller: t.hex().notNull(),
    status: dealStatus().notNull(),
    pact: t.hex().notNull(),
    fundedFrom: destination().notNull(),
    buyerDestination: destination().notNull(),
    sellerDestination: destination().notNull(),
    panel: t.hex().array().notNull(),
    passingScore: t.integer().notNull(),
    payoutStep: t.integer().notNull(),
    verdictWindow: t.integer().notNull(),
    contestWindow: t.integer().notNull(),
    silencePayout: t.integer().notNull(),
    /** Dispute rules, null without a contest window: the bond of each contest, and the pool that round 2 is drawn from. */
    bond: t.bigint(),
    pool: t.hex(),
    /** The last round and its time; null when the terms name none. */
    arbiter: t.hex(),
    rulingWindow: t.integer(),
    marketplaceFee: t.integer().notNull(),
    marketplace: t.hex().notNull(),
    /** Base units a milestone. */
    verificationFee: t.bigint().notNull(),
    panelAccount: t.hex().notNull(),
    /** For the buyer's policy; null when the terms name none, which 0 is not. */
    category: t.bigint(),
    /** Hash of the document that the terms came from; null when there is none. */
    reference: t.hex(),
    /** Of the parties that are managed accounts; null for wallets. */
    buyerPrincipal: t.hex(),
    sellerPrincipal: t.hex(),
    /** The terms themselves, packed as the contract takes them: `decodeTerms` of `quittance` reads them, and `dealIdOf` gives the deal's id again. */
    terms: t.hex().notNull(),
    salt: t.bigint().notNull(),
    openBy: t.bigint().notNull(),
    /** As the contract counts it: of a deal that replaces another, when the first of them opened. */
    openedAt: t.bigint().notNull(),
    openedIn: t.hex().notNull(),
    /** The deal that it replaces, and the one that replaces it; null when there is none. */
    amends: t.hex(),
    amendedBy: t.hex(),
    milestoneCount: t.integer().notNull(),
    settledCount: count(),
    /**
     * `funded = sellerNet + marketplaceFees + verificationFees + refunded + reimbursed + unsettled + movedOn`, at every
     * transaction's end.
     */
    funded: t.bigint().notNull(),
    /** Of `funded`: what came from the deal that it replaces. The buyer paid the rest for it. */
    movedIn: sum(),
    /** What the deal that replaces it has of it. */
    movedOn: sum(),
    unsettled: t.bigint().notNull(),
    sellerNet: sum(),
    marketplaceFees: sum(),
    verificationFees: sum(),
    refunded: sum(),
    /** The amount that went from a side's part to the payer of the other side's bond. */
    reimbursed: sum(),
    /** Of `sellerNet` and `refunded`: what the token refused, and waits or waited as an unclaimed payout. */
    unclaimed: sum(),
    /** Bonds of its contests that the contract still holds; not part of `funded`. */
    bondsHeld: sum(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    buyer: index().on(table.buyer, table.openedAt),
    seller: index().on(table.seller, table.openedAt),
    buyerPrincipal: index().on(table.buyerPrincipal, table.openedAt),
    sellerPrincipal: index().on(table.sellerPrincipal, table.openedAt),
    openedAt: index().on(table.openedAt),
    pact: index().on(table.pact, table.openedAt),
    category: index().on(table.category, table.openedAt),
    marketplace: index().on(table.marketplace, table.openedAt),
    status: index().on(table.status, table.openedAt),
    pool: index().on(table.pool),
    panel: index().using("gin", table.panel.op("array_ops")),
  }),
);

/** A milestone of a deal. */
export const milestone = onchainTable(
  "milestone",
  (t) => ({
    dealId: t.hex().notNull(),
    index: t.integer().notNull(),
    amount: t.bigint().notNull(),
    deadline: t.bigint().notNull(),
    status: milestoneStatus().notNull(),
    /** What was delivered on-chain or judged; binds every round. */
    evidence: t.hex(),
    /** Basis points it settles at unless a later round decides otherwise; null before the first, and once settled. */
    provisionalPayout: t.integer(),
    /**
     * The payouts between which the panel of the running round can still decide, by the ballots on record; null with fewer than a
     * quorum of them, and once it decided. The round's end moves the provisional payout between them.
     */
    lowestPayout: t.integer(),
    highestPayout: t.integer(),
    /** The time since which it is provisional. */
    provisionalSince: t.bigint(),
    /** When its evidence came on-chain; null while it did not. */
    deliveredAt: t.bigint(),
    /** Of its verification fee: what was credited to those who earned it. */
    feeCredited: sum(),
    /** Rounds that reached a verdict. */
    rounds: count(),
    /** The last round that did, 1 or 2; 0 while none did. */
    round: count(),
    /** The panel of round 1 has its verification fee: by a verdict, or by a quorum of ballots on record at its end. */
    judged: t.boolean().notNull().default(false),
    /** Rounds called by a contest. `contested` with 1: round 2 is at work; with 2: the arbiter. */
    contestCount: count(),
    /** Until then: when delivered, the panel may judge; when standing, it may be contested; when contested, the round. */
    windowEnd: t.bigint(),
    /** From then on anyone may settle it, if nothing happens before; null while pending, and once settled. */
    settleFrom: t.bigint(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.index] }),
    due: index().on(table.status, table.settleFrom),
  }),
);

/** A delivery on-chain. */
export const deliveryRecord = onchainTable(
  "delivery_record",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    seller: t.hex().notNull(),
    evidence: t.hex().notNull(),
    evidenceUri: t.text().notNull(),
    ...created(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.dealId, table.milestone] }) }),
);
