import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created, sum } from "./columns.ts";
import { destination } from "./deals.ts";

export const tabStatus = onchainEnum("tab_status", ["open", "closed"]);

/** A tab: money reserved for a payee, who redeems vouchers. */
export const tab = onchainTable(
  "tab",
  (t) => ({
    id: t.hex().primaryKey(),
    account: t.hex().notNull(),
    payee: t.hex().notNull(),
    status: tabStatus().notNull(),
    fundedFrom: destination().notNull(),
    /** `reserve = redeemed + returned + held`. */
    reserve: t.bigint().notNull(),
    redeemed: sum(),
    returned: sum(),
    held: t.bigint().notNull(),
    openBy: t.bigint().notNull(),
    end: t.bigint().notNull(),
    grace: t.bigint().notNull(),
    /** The payee redeems while now < redeemUntil; from then on anyone may close it. */
    redeemUntil: t.bigint().notNull(),
    voucherKey: t.hex().notNull(),
    /** 0: none named. */
    category: t.bigint().notNull(),
    salt: t.bigint().notNull(),
    /** Hash of the document that it came from; null when there is none. */
    reference: t.hex(),
    redemptionCount: count(),
    openedAt: t.bigint().notNull(),
    closedAt: t.bigint(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    account: index().on(table.account, table.openedAt),
    payee: index().on(table.payee, table.openedAt),
  }),
);

/** What one voucher paid, numbered per tab from 0. */
export const redemption = onchainTable(
  "redemption",
  (t) => ({
    tabId: t.hex().notNull(),
    sequence: t.integer().notNull(),
    payee: t.hex().notNull(),
    /** Paid now. */
    amount: t.bigint().notNull(),
    /** Paid in all afterwards: the voucher's amount, or the reserve. */
    redeemed: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.tabId, table.sequence] }),
    payee: index().on(table.payee),
  }),
);

/** A voucher that was left out when several were redeemed. Its tab may be unknown. */
export const voucherRefusal = onchainTable(
  "voucher_refusal",
  (t) => ({
    tabId: t.hex().notNull(),
    payee: t.hex().notNull(),
    /** Selector of the error that the voucher alone would have reverted with, and that error's name. */
    reason: t.hex().notNull(),
    error: t.text(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.transactionHash, table.logIndex] }),
    tab: index().on(table.tabId),
  }),
);

/** An order that was paid. */
export const paymentOrder = onchainTable(
  "payment_order",
  (t) => ({
    id: t.hex().primaryKey(),
    account: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    category: t.bigint().notNull(),
    memo: t.hex().notNull(),
    /** Sum of its payments. */
    amount: t.bigint().notNull(),
    paymentCount: t.integer().notNull(),
    ...created(),
  }),
  (table) => ({ account: index().on(table.account) }),
);

/** A payment of an order. */
export const payment = onchainTable(
  "payment",
  (t) => ({
    orderId: t.hex().notNull(),
    index: t.integer().notNull(),
    account: t.hex().notNull(),
    payee: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.orderId, table.index] }),
    account: index().on(table.account, table.timestamp),
    payee: index().on(table.payee, table.timestamp),
  }),
);

/** A nonce that was made unusable; no change for an order that was paid before. */
export const orderRevocation = onchainTable(
  "order_revocation",
  (t) => ({
    account: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.nonce] }) }),
);

/** What an account lacked of a commitment, and drew from its treasury. */
export const treasuryDraw = onchainTable(
  "treasury_draw",
  (t) => ({
    account: t.hex().notNull(),
    treasury: t.hex().notNull(),
    /** What was committed: of a deal, a tab or an order its id. */
    digest: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.digest] }),
    treasury: index().on(table.treasury),
  }),
);

/** Money moved between balances of one principal. */
export const fundMove = onchainTable(
  "fund_move",
  (t) => ({
    from: t.hex().notNull(),
    to: t.hex().notNull(),
    controller: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.transactionHash, table.logIndex] }),
    from: index().on(table.from),
    to: index().on(table.to),
  }),
);
