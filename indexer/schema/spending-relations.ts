import { relations } from "ponder";
import { deal } from "./deals.ts";
import { account, ledgerMovement } from "./money.ts";
import {
  fundMove,
  payment,
  paymentOrder,
  redemption,
  tab,
  treasuryDraw,
  voucherRefusal,
} from "./payments.ts";
import { accountKey, freeze, handover, keyChange, policyVersion, principal } from "./principals.ts";
import { accountDay, commitment, statementLine } from "./spending.ts";

export const principalRelations = relations(principal, ({ many }) => ({
  accounts: many(account),
  handovers: many(handover),
  bought: many(deal, { relationName: "buyerPrincipal" }),
  sold: many(deal, { relationName: "sellerPrincipal" }),
}));

export const handoverRelations = relations(handover, ({ one }) => ({
  ofPrincipal: one(principal, { fields: [handover.principal], references: [principal.address] }),
}));

export const accountKeyRelations = relations(accountKey, ({ one }) => ({
  ofAccount: one(account, { fields: [accountKey.account], references: [account.address] }),
}));

export const keyChangeRelations = relations(keyChange, ({ one }) => ({
  ofAccount: one(account, { fields: [keyChange.account], references: [account.address] }),
}));

export const policyVersionRelations = relations(policyVersion, ({ one }) => ({
  ofAccount: one(account, { fields: [policyVersion.account], references: [account.address] }),
}));

export const freezeRelations = relations(freeze, ({ one }) => ({
  ofAccount: one(account, { fields: [freeze.subject], references: [account.address] }),
}));

export const tabRelations = relations(tab, ({ one, many }) => ({
  ofAccount: one(account, { fields: [tab.account], references: [account.address] }),
  redemptions: many(redemption),
  refusals: many(voucherRefusal),
  movements: many(ledgerMovement),
}));

export const redemptionRelations = relations(redemption, ({ one }) => ({
  tab: one(tab, { fields: [redemption.tabId], references: [tab.id] }),
}));

export const voucherRefusalRelations = relations(voucherRefusal, ({ one }) => ({
  tab: one(tab, { fields: [voucherRefusal.tabId], references: [tab.id] }),
}));

export const paymentOrderRelations = relations(paymentOrder, ({ one, many }) => ({
  ofAccount: one(account, { fields: [paymentOrder.account], references: [account.address] }),
  payments: many(payment),
  movements: many(ledgerMovement),
}));

export const paymentRelations = relations(payment, ({ one }) => ({
  order: one(paymentOrder, { fields: [payment.orderId], references: [paymentOrder.id] }),
}));

export const fundMoveRelations = relations(fundMove, ({ one }) => ({
  fromAccount: one(account, {
    relationName: "from",
    fields: [fundMove.from],
    references: [account.address],
  }),
  toAccount: one(account, { relationName: "to", fields: [fundMove.to], references: [account.address] }),
}));

export const treasuryDrawRelations = relations(treasuryDraw, ({ one }) => ({
  ofAccount: one(account, {
    relationName: "drawn",
    fields: [treasuryDraw.account],
    references: [account.address],
  }),
  ofTreasury: one(account, {
    relationName: "paid",
    fields: [treasuryDraw.treasury],
    references: [account.address],
  }),
}));

export const commitmentRelations = relations(commitment, ({ one }) => ({
  ofAccount: one(account, { fields: [commitment.account], references: [account.address] }),
  inForce: one(policyVersion, {
    fields: [commitment.account, commitment.policy],
    references: [policyVersion.account, policyVersion.version],
  }),
}));

export const statementLineRelations = relations(statementLine, ({ one }) => ({
  ofAccount: one(account, { fields: [statementLine.account], references: [account.address] }),
  inForce: one(policyVersion, {
    fields: [statementLine.account, statementLine.policy],
    references: [policyVersion.account, policyVersion.version],
  }),
  deal: one(deal, { fields: [statementLine.dealId], references: [deal.id] }),
  tab: one(tab, { fields: [statementLine.tabId], references: [tab.id] }),
  order: one(paymentOrder, { fields: [statementLine.orderId], references: [paymentOrder.id] }),
}));

export const accountDayRelations = relations(accountDay, ({ one }) => ({
  ofAccount: one(account, { fields: [accountDay.account], references: [account.address] }),
}));
