import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created, sum } from "./columns.ts";

/** What an account's policy sees. */
export const commitmentKind = onchainEnum("commitment_kind", ["deal", "tab", "payment", "bond"]);

/**
 * A line of an account's statement. `deal` to `bond`: committed under the policy; `refund`: some of it came back. The others
 * no policy limits: what came in, moved within the principal or was withdrawn. `opening`: what was there before.
 */
export const entryKind = onchainEnum("entry_kind", [
  "opening",
  "deal",
  "tab",
  "payment",
  "bond",
  "refund",
  "deposit",
  "withdrawal",
  "move",
  "treasury",
  "payout",
  "paymentReceived",
  "voucher",
  "marketplaceFee",
  "verificationFee",
  "bondEarned",
  "reimbursing",
]);

/**
 * Money that an opened account committed, and what came back of it. The id is the digest its key signed. Two events tell it:
 * `FundsCommitted`, and after it that of what the money is for, which writes the row.
 */
export const commitment = onchainTable(
  "commitment",
  (t) => ({
    /** Deal id, tab id, order id or bond nonce. */
    digest: t.hex().primaryKey(),
    account: t.hex().notNull(),
    kind: commitmentKind().notNull(),
    counterparties: t.hex().array().notNull(),
    /** 0: none named. */
    category: t.bigint().notNull(),
    /** Of a deal or a bond. */
    dealId: t.hex(),
    /** The milestone a bond is about. */
    milestone: t.integer(),
    /** The key that signed, or the controller. */
    key: t.hex().notNull(),
    amount: t.bigint().notNull(),
    restored: sum(),
    /** Of a deal that replaces others: when the first of them opened. */
    committedAt: t.bigint().notNull(),
    /** The policy that was in force. */
    policy: t.integer().notNull(),
    /** Its line in the statement. */
    entry: t.integer().notNull(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ account: index().on(table.account) }),
);

/** Lines of the statements of accounts that principals opened, numbered per account from 0. */
export const statementLine = onchainTable(
  "statement_line",
  (t) => ({
    account: t.hex().notNull(),
    sequence: t.integer().notNull(),
    kind: entryKind().notNull(),
    /** What a refund is of. */
    refundOf: commitmentKind(),
    /** Positive into the balance, negative out of it: all amounts sum to the balance. */
    amount: t.bigint().notNull(),
    /** The balance afterwards. */
    balance: t.bigint().notNull(),
    /** Everybody on the other side. */
    counterparties: t.hex().array().notNull(),
    category: t.bigint().notNull().default(0n),
    key: t.hex(),
    digest: t.hex(),
    dealId: t.hex(),
    milestone: t.integer(),
    tabId: t.hex(),
    orderId: t.hex(),
    /** Of commitments and refunds: the policy in force, and what was spent and left of its limits afterwards. */
    policy: t.integer(),
    spent: t.bigint(),
    /** Null: no limit. */
    lifetimeLeft: t.bigint(),
    periodSpent: t.bigint(),
    periodLeft: t.bigint(),
    periodStart: t.bigint(),
    periodEnd: t.bigint(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.sequence] }),
    digest: index().on(table.digest),
  }),
);

/** What an account cost in a day of UTC. */
export const accountDay = onchainTable(
  "account_day",
  (t) => ({
    account: t.hex().notNull(),
    /** As 2026-11-21. */
    day: t.text().notNull(),
    committed: sum(),
    /** On that day, whenever it was committed. */
    refunded: sum(),
    /** `committed − refunded`; negative when more came back than went out. */
    net: sum(),
    commitments: count(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.day] }) }),
);
