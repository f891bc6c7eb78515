import { bigint, hex, index, integer, onchainEnum, onchainTable, primaryKey, relations } from "ponder";

/**
 * What happened, told by events alone. Amounts are USDC base units, times unix seconds, shares basis points.
 *
 * Every row names its cause: block and position in it, time and transaction of the event that wrote the row, or, where a
 * row goes on changing, of the last one that changed it. Facts of the last 30 blocks may still change with the chain.
 */
const cause = () => ({
  blockNumber: bigint().notNull(),
  logIndex: integer().notNull(),
  timestamp: bigint().notNull(),
  transactionHash: hex().notNull(),
});

/** Kept by the handlers as it happens, from zero. */
const sum = () => bigint().notNull().default(0n);
const count = () => integer().notNull().default(0);

export const route = onchainEnum("route", ["wallet", "ledger"]);
export const dealStatus = onchainEnum("deal_status", ["open", "settled", "cancelled"]);
/** `delivered` means on-chain. What silence decides is not an event: see `windowEnd` of the milestone. */
export const milestoneStatus = onchainEnum("milestone_status", [
  "pending",
  "delivered",
  "standing",
  "settled",
]);
export const settlementCause = onchainEnum("settlement_cause", [
  "verdict",
  "silence",
  "acceptance",
  "concession",
  "agreement",
  "reclaim",
  "cancellation",
]);
export const feeKind = onchainEnum("fee_kind", ["marketplace", "verification"]);
/** An address has two rows in the contract: what it may spend, and what the token refused to pay it. */
export const ledgerRow = onchainEnum("ledger_row", ["balance", "refused"]);
export const movementKind = onchainEnum("movement_kind", [
  "deposit",
  "withdrawal",
  "funding",
  "payout",
  "refund",
  "marketplaceFee",
  "verificationFee",
  "refused",
  "refusedPaid",
]);

export const deal = onchainTable(
  "deal",
  (t) => ({
    id: t.hex().primaryKey(),
    buyer: t.hex().notNull(),
    seller: t.hex().notNull(),
    status: dealStatus().notNull(),
    pact: t.hex().notNull(),
    fundedFrom: route().notNull(),
    buyerRoute: route().notNull(),
    sellerRoute: route().notNull(),
    panel: t.hex().array().notNull(),
    passMark: t.integer().notNull(),
    gridStep: t.integer().notNull(),
    verdictWindow: t.integer().notNull(),
    contestWindow: t.integer().notNull(),
    silencePayout: t.integer().notNull(),
    marketplaceFee: t.integer().notNull(),
    marketplace: t.hex().notNull(),
    /** Base units a milestone. */
    verificationFee: t.bigint().notNull(),
    panelAccount: t.hex().notNull(),
    salt: t.bigint().notNull(),
    openBy: t.bigint().notNull(),
    openedAt: t.bigint().notNull(),
    openedIn: t.hex().notNull(),
    milestoneCount: t.integer().notNull(),
    settledCount: count(),
    /** `funded = sellerNet + marketplaceFees + verificationFees + refunded + unsettled`, at every event's end. */
    funded: t.bigint().notNull(),
    unsettled: t.bigint().notNull(),
    sellerNet: sum(),
    marketplaceFees: sum(),
    verificationFees: sum(),
    refunded: sum(),
    /** Of `sellerNet` and `refunded`: what the token refused, and waits or waited in a refused row. */
    refused: sum(),
    ...cause(),
  }),
  (table) => ({ buyer: index().on(table.buyer), seller: index().on(table.seller) }),
);

export const milestone = onchainTable(
  "milestone",
  (t) => ({
    dealId: t.hex().notNull(),
    index: t.integer().notNull(),
    amount: t.bigint().notNull(),
    deadline: t.bigint().notNull(),
    status: milestoneStatus().notNull(),
    /** What was delivered on-chain or judged. */
    evidence: t.hex(),
    /** Basis points that stand while the contest window runs. */
    standingPayout: t.integer(),
    /** Rounds that reached a verdict. */
    rounds: count(),
    /** When delivered: from then on the silence payout stands. When standing: from then on anyone may settle. */
    windowEnd: t.bigint(),
    ...cause(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.dealId, table.index] }) }),
);

export const delivery = onchainTable(
  "delivery",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    seller: t.hex().notNull(),
    evidence: t.hex().notNull(),
    locator: t.text().notNull(),
    ...cause(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.dealId, table.milestone] }) }),
);

export const verdict = onchainTable(
  "verdict",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    payout: t.integer().notNull(),
    evidence: t.hex().notNull(),
    /** True when the terms have no contest window: this verdict settled the milestone. */
    settled: t.boolean().notNull(),
    ballotCount: t.integer().notNull(),
    verificationFee: t.bigint().notNull(),
    ...cause(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.dealId, table.milestone, table.round] }) }),
);

export const ballot = onchainTable(
  "ballot",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    position: t.integer().notNull(),
    juror: t.hex().notNull(),
    score: t.integer().notNull(),
    /** Hash of the juror's written reasons. */
    reasons: t.hex().notNull(),
    evidence: t.hex().notNull(),
    /** The payout this score alone would give. */
    payout: t.integer().notNull(),
    /** That payout is the verdict's. */
    agrees: t.boolean().notNull(),
    ...cause(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round, table.position] }),
    juror: index().on(table.juror),
  }),
);

export const settlement = onchainTable(
  "settlement",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    cause: settlementCause().notNull(),
    buyer: t.hex().notNull(),
    seller: t.hex().notNull(),
    /** `toSeller + toBuyer` is the milestone's amount; the marketplace fee comes out of `toSeller`. */
    toSeller: t.bigint().notNull(),
    toBuyer: t.bigint().notNull(),
    marketplaceFee: t.bigint().notNull(),
    sellerNet: t.bigint().notNull(),
    /** The verification fee that no panel earned, back to the buyer on top of `toBuyer`. */
    feeReturned: t.bigint().notNull(),
    sellerRoute: route().notNull(),
    buyerRoute: route().notNull(),
    ...cause(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone] }),
    buyer: index().on(table.buyer),
    seller: index().on(table.seller),
  }),
);

export const feeCredit = onchainTable(
  "fee_credit",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    kind: feeKind().notNull(),
    account: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...cause(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.kind] }),
    account: index().on(table.account),
  }),
);

/** One address's two ledger rows. */
export const account = onchainTable("account", (t) => ({
  address: t.hex().primaryKey(),
  balance: sum(),
  refused: sum(),
  deposited: sum(),
  withdrawn: sum(),
  movementCount: count(),
  ...cause(),
}));

/** Every change of a ledger row, numbered per account from 0. */
export const ledgerMovement = onchainTable(
  "ledger_movement",
  (t) => ({
    account: t.hex().notNull(),
    sequence: t.integer().notNull(),
    row: ledgerRow().notNull(),
    kind: movementKind().notNull(),
    /** Positive into the row, negative out of it. */
    amount: t.bigint().notNull(),
    /** Of that row, after the movement. */
    balance: t.bigint().notNull(),
    /** The wallet on the other side of a deposit or a withdrawal. */
    wallet: t.hex(),
    dealId: t.hex(),
    milestone: t.integer(),
    ...cause(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.sequence] }),
    deal: index().on(table.dealId),
  }),
);

/** What an address did in each of its parts, counted as it happened. */
export const agent = onchainTable("agent", (t) => ({
  address: t.hex().primaryKey(),
  buyerDeals: count(),
  /** `buyerCommitted = buyerPaidOut + buyerVerificationFees + buyerRefunded + buyerUnsettled`. */
  buyerCommitted: sum(),
  buyerPaidOut: sum(),
  buyerVerificationFees: sum(),
  buyerRefunded: sum(),
  buyerUnsettled: sum(),
  sellerDeals: count(),
  sellerDeliveries: count(),
  /** Milestones settled with something for the seller. */
  sellerPaidMilestones: count(),
  /** `sellerGross = sellerNet + sellerMarketplaceFees`. */
  sellerGross: sum(),
  sellerMarketplaceFees: sum(),
  sellerNet: sum(),
  /** Deals whose round-1 panel it sits on. */
  jurorSeats: count(),
  /** Verdicts of its panels, with or without its ballot. */
  jurorVerdicts: count(),
  jurorBallots: count(),
  /** Ballots whose score alone would have given the verdict's payout. */
  jurorAgreements: count(),
  jurorScoreSum: count(),
  /** floor(jurorScoreSum / jurorBallots); null before the first ballot. */
  jurorAverageScore: t.integer(),
  feesEarned: sum(),
  feesEarnedMarketplace: sum(),
  feesEarnedVerification: sum(),
  ...cause(),
}));

/** One row, id "quittance": what all rows sum to. `held = balances + refused + unsettled` is what the contract owes. */
export const total = onchainTable("total", (t) => ({
  id: t.text().primaryKey(),
  deals: count(),
  milestones: count(),
  settledMilestones: count(),
  verdicts: count(),
  deposited: sum(),
  withdrawn: sum(),
  balances: sum(),
  refused: sum(),
  unsettled: sum(),
  held: sum(),
  ...cause(),
}));

export const dealRelations = relations(deal, ({ one, many }) => ({
  buyerAgent: one(agent, { relationName: "buyer", fields: [deal.buyer], references: [agent.address] }),
  sellerAgent: one(agent, { relationName: "seller", fields: [deal.seller], references: [agent.address] }),
  milestones: many(milestone),
  settlements: many(settlement),
  verdicts: many(verdict),
  feeCredits: many(feeCredit),
  movements: many(ledgerMovement),
}));

export const milestoneRelations = relations(milestone, ({ one, many }) => ({
  deal: one(deal, { fields: [milestone.dealId], references: [deal.id] }),
  delivery: one(delivery, {
    fields: [milestone.dealId, milestone.index],
    references: [delivery.dealId, delivery.milestone],
  }),
  settlement: one(settlement, {
    fields: [milestone.dealId, milestone.index],
    references: [settlement.dealId, settlement.milestone],
  }),
  verdicts: many(verdict),
  ballots: many(ballot),
  feeCredits: many(feeCredit),
}));

export const deliveryRelations = relations(delivery, ({ one }) => ({
  deal: one(deal, { fields: [delivery.dealId], references: [deal.id] }),
}));

export const verdictRelations = relations(verdict, ({ one, many }) => ({
  deal: one(deal, { fields: [verdict.dealId], references: [deal.id] }),
  judged: one(milestone, {
    fields: [verdict.dealId, verdict.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  ballots: many(ballot),
}));

export const ballotRelations = relations(ballot, ({ one }) => ({
  verdict: one(verdict, {
    fields: [ballot.dealId, ballot.milestone, ballot.round],
    references: [verdict.dealId, verdict.milestone, verdict.round],
  }),
  judged: one(milestone, {
    fields: [ballot.dealId, ballot.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  jurorAgent: one(agent, { fields: [ballot.juror], references: [agent.address] }),
}));

export const settlementRelations = relations(settlement, ({ one }) => ({
  deal: one(deal, { fields: [settlement.dealId], references: [deal.id] }),
}));

export const feeCreditRelations = relations(feeCredit, ({ one }) => ({
  deal: one(deal, { fields: [feeCredit.dealId], references: [deal.id] }),
  paidFor: one(milestone, {
    fields: [feeCredit.dealId, feeCredit.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  agent: one(agent, { fields: [feeCredit.account], references: [agent.address] }),
}));

export const accountRelations = relations(account, ({ one, many }) => ({
  agent: one(agent, { fields: [account.address], references: [agent.address] }),
  movements: many(ledgerMovement),
}));

export const ledgerMovementRelations = relations(ledgerMovement, ({ one }) => ({
  accountRows: one(account, { fields: [ledgerMovement.account], references: [account.address] }),
  deal: one(deal, { fields: [ledgerMovement.dealId], references: [deal.id] }),
}));

export const agentRelations = relations(agent, ({ one, many }) => ({
  account: one(account, { fields: [agent.address], references: [account.address] }),
  bought: many(deal, { relationName: "buyer" }),
  sold: many(deal, { relationName: "seller" }),
  ballots: many(ballot),
  feeCredits: many(feeCredit),
}));
