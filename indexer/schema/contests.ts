import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, created, sum } from "./columns.ts";
import { destination } from "./deals.ts";

export const side = onchainEnum("side", ["buyer", "seller"]);
export const bondCreditKind = onchainEnum("bond_credit_kind", ["draw", "returned", "earned", "reimbursed"]);

/** A contest, which opened round `round`, and its bond. */
export const contest = onchainTable(
  "contest",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    /** 2: the drawn panel; 3: the arbiter. */
    round: t.integer().notNull(),
    contester: t.hex().notNull(),
    side: side().notNull(),
    /** The provisional payout that was contested. */
    payout: t.integer().notNull(),
    payer: t.hex().notNull(),
    paidFrom: destination().notNull(),
    /** `bond = held + draw + returned + earned`. */
    bond: t.bigint().notNull(),
    /** The bond's id: what its payer signed, and the digest of its budget events. */
    bondId: t.hex().notNull(),
    held: t.bigint().notNull(),
    /** Paid to the account that made the draw of round 2. */
    draw: sum(),
    returned: sum(),
    earned: sum(),
    /** From the other side's part of the milestone, to the payer. */
    reimbursed: sum(),
    openedAt: t.bigint().notNull(),
    openedInBlock: t.bigint().notNull(),
    /** The round may decide until then. */
    windowEnd: t.bigint().notNull(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round] }),
    contester: index().on(table.contester, table.timestamp),
    payer: index().on(table.payer, table.timestamp),
  }),
);

/** What one account got of a bond, or for having paid it; always into its ledger balance. */
export const bondCredit = onchainTable(
  "bond_credit",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    kind: bondCreditKind().notNull(),
    account: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round, table.kind, table.account] }),
    account: index().on(table.account, table.timestamp),
  }),
);

/** One side's score of the other. */
export const rating = onchainTable(
  "rating",
  (t) => ({
    dealId: t.hex().notNull(),
    rater: t.hex().notNull(),
    rated: t.hex().notNull(),
    /** Of the rater. */
    side: side().notNull(),
    /** 0 to 100. */
    score: t.integer().notNull(),
    /** Hash of the written reasons; zero for none. */
    reasons: t.hex().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.rater] }),
    rated: index().on(table.rated, table.timestamp),
    rater: index().on(table.rater),
  }),
);
