import { relations } from "ponder";
import { agent } from "./agents.ts";
import { bondCredit, contest, rating } from "./contests.ts";
import { deal, deliveryRecord, milestone } from "./deals.ts";
import { event } from "./events.ts";
import { ballot, draw, equivocation, panel, ruling, verdict } from "./judging.ts";
import { account, ledgerMovement, settlement } from "./money.ts";
import { fundMove, paymentOrder, tab, treasuryDraw } from "./payments.ts";
import { forfeit, jurorPool, reward, rewardMovement, seat, seatChange, seed } from "./pool.ts";
import { accountKey, freeze, keyChange, policyVersion, principal } from "./principals.ts";
import { agentDay, marketplaceDay } from "./series.ts";
import { accountDay, commitment, statementLine } from "./spending.ts";

export const dealRelations = relations(deal, ({ one, many }) => ({
  buyerAgent: one(agent, { relationName: "buyer", fields: [deal.buyer], references: [agent.address] }),
  sellerAgent: one(agent, { relationName: "seller", fields: [deal.seller], references: [agent.address] }),
  buyerOwner: one(principal, {
    relationName: "buyerPrincipal",
    fields: [deal.buyerPrincipal],
    references: [principal.address],
  }),
  sellerOwner: one(principal, {
    relationName: "sellerPrincipal",
    fields: [deal.sellerPrincipal],
    references: [principal.address],
  }),
  predecessor: one(deal, { relationName: "amends", fields: [deal.amends], references: [deal.id] }),
  successor: one(deal, { relationName: "amendedBy", fields: [deal.amendedBy], references: [deal.id] }),
  jurorPool: one(jurorPool, { fields: [deal.pool], references: [jurorPool.address] }),
  events: many(event),
  milestones: many(milestone),
  deliveries: many(deliveryRecord),
  panels: many(panel),
  settlements: many(settlement),
  verdicts: many(verdict),
  contests: many(contest),
  rulings: many(ruling),
  ratings: many(rating),
  equivocations: many(equivocation),
  bondCredits: many(bondCredit),
  movements: many(ledgerMovement),
}));

export const milestoneRelations = relations(milestone, ({ one, many }) => ({
  deal: one(deal, { fields: [milestone.dealId], references: [deal.id] }),
  delivery: one(deliveryRecord, {
    fields: [milestone.dealId, milestone.index],
    references: [deliveryRecord.dealId, deliveryRecord.milestone],
  }),
  ruling: one(ruling, {
    fields: [milestone.dealId, milestone.index],
    references: [ruling.dealId, ruling.milestone],
  }),
  settlement: one(settlement, {
    fields: [milestone.dealId, milestone.index],
    references: [settlement.dealId, settlement.milestone],
  }),
  verdicts: many(verdict),
  contests: many(contest),
  events: many(event),
  panels: many(panel),
  ballots: many(ballot),
  bondCredits: many(bondCredit),
  movements: many(ledgerMovement),
}));

export const deliveryRecordRelations = relations(deliveryRecord, ({ one }) => ({
  deal: one(deal, { fields: [deliveryRecord.dealId], references: [deal.id] }),
}));

export const verdictRelations = relations(verdict, ({ one, many }) => ({
  deal: one(deal, { fields: [verdict.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [verdict.dealId, verdict.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  ballots: many(ballot),
}));

export const contestRelations = relations(contest, ({ one, many }) => ({
  deal: one(deal, { fields: [contest.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [contest.dealId, contest.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  panel: one(panel, {
    fields: [contest.dealId, contest.milestone, contest.round],
    references: [panel.dealId, panel.milestone, panel.round],
  }),
  verdict: one(verdict, {
    fields: [contest.dealId, contest.milestone, contest.round],
    references: [verdict.dealId, verdict.milestone, verdict.round],
  }),
  contesterAgent: one(agent, { fields: [contest.contester], references: [agent.address] }),
  ballots: many(ballot),
  bondCredits: many(bondCredit),
}));

export const panelRelations = relations(panel, ({ one, many }) => ({
  draws: many(draw),
  deal: one(deal, { fields: [panel.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [panel.dealId, panel.milestone],
    references: [milestone.dealId, milestone.index],
  }),
}));

export const drawRelations = relations(draw, ({ one }) => ({
  deal: one(deal, { fields: [draw.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [draw.dealId, draw.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  contest: one(contest, {
    fields: [draw.dealId, draw.milestone, draw.round],
    references: [contest.dealId, contest.milestone, contest.round],
  }),
  panel: one(panel, {
    fields: [draw.dealId, draw.milestone, draw.round],
    references: [panel.dealId, panel.milestone, panel.round],
  }),
  ballot: one(ballot, {
    fields: [draw.dealId, draw.milestone, draw.round, draw.position],
    references: [ballot.dealId, ballot.milestone, ballot.round, ballot.position],
  }),
  jurorAgent: one(agent, { fields: [draw.juror], references: [agent.address] }),
}));

export const eventRelations = relations(event, ({ one }) => ({
  deal: one(deal, { fields: [event.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [event.dealId, event.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  accountAgent: one(agent, { fields: [event.account], references: [agent.address] }),
}));

export const ballotRelations = relations(ballot, ({ one }) => ({
  verdict: one(verdict, {
    fields: [ballot.dealId, ballot.milestone, ballot.round],
    references: [verdict.dealId, verdict.milestone, verdict.round],
  }),
  contest: one(contest, {
    fields: [ballot.dealId, ballot.milestone, ballot.round],
    references: [contest.dealId, contest.milestone, contest.round],
  }),
  ofMilestone: one(milestone, {
    fields: [ballot.dealId, ballot.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  jurorAgent: one(agent, { fields: [ballot.juror], references: [agent.address] }),
}));

export const rulingRelations = relations(ruling, ({ one }) => ({
  deal: one(deal, { fields: [ruling.dealId], references: [deal.id] }),
  arbiterAgent: one(agent, { fields: [ruling.arbiter], references: [agent.address] }),
}));

export const equivocationRelations = relations(equivocation, ({ one }) => ({
  deal: one(deal, { fields: [equivocation.dealId], references: [deal.id] }),
  jurorAgent: one(agent, { fields: [equivocation.juror], references: [agent.address] }),
}));

export const ratingRelations = relations(rating, ({ one }) => ({
  deal: one(deal, { fields: [rating.dealId], references: [deal.id] }),
  raterAgent: one(agent, { relationName: "rater", fields: [rating.rater], references: [agent.address] }),
  ratedAgent: one(agent, { relationName: "rated", fields: [rating.rated], references: [agent.address] }),
}));

export const settlementRelations = relations(settlement, ({ one }) => ({
  deal: one(deal, { fields: [settlement.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [settlement.dealId, settlement.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  buyerAgent: one(agent, {
    relationName: "buyer",
    fields: [settlement.buyer],
    references: [agent.address],
  }),
  sellerAgent: one(agent, {
    relationName: "seller",
    fields: [settlement.seller],
    references: [agent.address],
  }),
}));

export const bondCreditRelations = relations(bondCredit, ({ one }) => ({
  deal: one(deal, { fields: [bondCredit.dealId], references: [deal.id] }),
  contest: one(contest, {
    fields: [bondCredit.dealId, bondCredit.milestone, bondCredit.round],
    references: [contest.dealId, contest.milestone, contest.round],
  }),
  paidFor: one(milestone, {
    fields: [bondCredit.dealId, bondCredit.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  agent: one(agent, { fields: [bondCredit.account], references: [agent.address] }),
}));

export const accountRelations = relations(account, ({ one, many }) => ({
  agent: one(agent, { fields: [account.address], references: [agent.address] }),
  openedBy: one(principal, { fields: [account.principal], references: [principal.address] }),
  inForce: one(policyVersion, {
    fields: [account.address, account.policyVersion],
    references: [policyVersion.account, policyVersion.version],
  }),
  movements: many(ledgerMovement),
  keys: many(accountKey),
  keyChanges: many(keyChange),
  policies: many(policyVersion),
  freezes: many(freeze),
  tabs: many(tab),
  orders: many(paymentOrder),
  movesOut: many(fundMove, { relationName: "from" }),
  movesIn: many(fundMove, { relationName: "to" }),
  draws: many(treasuryDraw, { relationName: "drawn" }),
  drawnOn: many(treasuryDraw, { relationName: "paid" }),
  commitments: many(commitment),
  entries: many(statementLine),
  days: many(accountDay),
}));

export const ledgerMovementRelations = relations(ledgerMovement, ({ one }) => ({
  accountRows: one(account, { fields: [ledgerMovement.account], references: [account.address] }),
  deal: one(deal, { fields: [ledgerMovement.dealId], references: [deal.id] }),
  ofMilestone: one(milestone, {
    fields: [ledgerMovement.dealId, ledgerMovement.milestone],
    references: [milestone.dealId, milestone.index],
  }),
  tab: one(tab, { fields: [ledgerMovement.tabId], references: [tab.id] }),
  order: one(paymentOrder, { fields: [ledgerMovement.orderId], references: [paymentOrder.id] }),
}));

export const agentRelations = relations(agent, ({ one, many }) => ({
  account: one(account, { fields: [agent.address], references: [account.address] }),
  bought: many(deal, { relationName: "buyer" }),
  sold: many(deal, { relationName: "seller" }),
  contests: many(contest),
  seats: many(seat),
  draws: many(draw),
  events: many(event),
  settlementsAsBuyer: many(settlement, { relationName: "buyer" }),
  settlementsAsSeller: many(settlement, { relationName: "seller" }),
  ballots: many(ballot),
  ruled: many(ruling),
  equivocations: many(equivocation),
  rated: many(rating, { relationName: "rater" }),
  ratedBy: many(rating, { relationName: "rated" }),
  bondCredits: many(bondCredit),
  days: many(agentDay),
  marketplaceDays: many(marketplaceDay),
}));

export const jurorPoolRelations = relations(jurorPool, ({ many }) => ({
  deals: many(deal),
  seats: many(seat),
  owed: many(reward),
  seeds: many(seed),
  forfeits: many(forfeit),
}));

export const seatRelations = relations(seat, ({ one, many }) => ({
  inPool: one(jurorPool, { fields: [seat.pool], references: [jurorPool.address] }),
  ownerAgent: one(agent, { fields: [seat.owner], references: [agent.address] }),
  changes: many(seatChange),
}));

export const seatChangeRelations = relations(seatChange, ({ one }) => ({
  ofSeat: one(seat, { fields: [seatChange.pool, seatChange.seat], references: [seat.pool, seat.number] }),
}));

export const rewardRelations = relations(reward, ({ one, many }) => ({
  inPool: one(jurorPool, { fields: [reward.pool], references: [jurorPool.address] }),
  movements: many(rewardMovement),
}));

export const rewardMovementRelations = relations(rewardMovement, ({ one }) => ({
  ofReward: one(reward, {
    fields: [rewardMovement.pool, rewardMovement.account],
    references: [reward.pool, reward.account],
  }),
}));

export const seedRelations = relations(seed, ({ one }) => ({
  inPool: one(jurorPool, { fields: [seed.pool], references: [jurorPool.address] }),
}));

export const forfeitRelations = relations(forfeit, ({ one }) => ({
  inPool: one(jurorPool, { fields: [forfeit.pool], references: [jurorPool.address] }),
}));
