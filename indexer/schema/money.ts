import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created, sum } from "./columns.ts";
import { destination } from "./deals.ts";

export const settlementCause = onchainEnum("settlement_cause", [
  "verdict",
  "silence",
  "release",
  "refund",
  "agreement",
  "reclaim",
  "ruling",
  "cancellation",
]);
/** An address has two amounts in the contract: its balance, and its unclaimed payout. */
export const ledgerPart = onchainEnum("ledger_part", ["balance", "unclaimed"]);
/**
 * `bond`, `tab`: paid, or reserved, out of the balance. `draw`: paid from a bond for drawing a panel. `reimbursement`: a bond's payer got it back from the other side.
 * `reimbursing`: that came out of this account's payout or refund. `voucher`: redeemed to a payee. `move`: between balances of one
 * principal. `treasury`: what an account drew from the treasury that its policy names.
 */
export const movementKind = onchainEnum("movement_kind", [
  "deposit",
  "withdrawal",
  "funding",
  "payout",
  "refund",
  "marketplaceFee",
  "verificationFee",
  "bond",
  "bondReturned",
  "bondEarned",
  "draw",
  "reimbursement",
  "reimbursing",
  "payoutRefused",
  "payoutClaimed",
  "tab",
  "tabReturned",
  "voucher",
  "payment",
  "paymentReceived",
  "move",
  "treasury",
]);

/** The end of a milestone: who got what of it, and why. */
export const settlement = onchainTable(
  "settlement",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    cause: settlementCause().notNull(),
    buyer: t.hex().notNull(),
    seller: t.hex().notNull(),
    /** `toSeller + toBuyer` is the milestone's amount: the parts by payout. */
    toSeller: t.bigint().notNull(),
    toBuyer: t.bigint().notNull(),
    marketplaceFee: t.bigint().notNull(),
    /** The amounts that each side's part gave to the payer of the other side's bond. */
    sellerReimbursed: sum(),
    buyerReimbursed: sum(),
    /** `toSeller − marketplaceFee − sellerReimbursed`, and `toBuyer − buyerReimbursed`. */
    sellerNet: t.bigint().notNull(),
    buyerNet: t.bigint().notNull(),
    /** The verification fee that no panel earned, back to the buyer on top of `buyerNet`. */
    feeReturned: t.bigint().notNull(),
    sellerDestination: destination().notNull(),
    buyerDestination: destination().notNull(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone] }),
    buyer: index().on(table.buyer, table.timestamp),
    seller: index().on(table.seller, table.timestamp),
    time: index().on(table.timestamp),
  }),
);

/** One address's two ledger balances; and, when a principal opened it, what the contract keeps of it beside the money. */
export const account = onchainTable(
  "account",
  (t) => ({
    address: t.hex().primaryKey(),
    balance: sum(),
    unclaimed: sum(),
    deposited: sum(),
    withdrawn: sum(),
    movementCount: count(),
    /** Who opened it, under which index, when; null for a wallet, for which nothing below is ever counted. */
    principal: t.hex(),
    index: t.bigint(),
    openedAt: t.bigint(),
    /** By itself; its principal may be frozen, too. */
    frozen: t.boolean().notNull().default(false),
    /** The contract's own counters: committed and not refunded, in all and since `periodStart`. */
    spent: sum(),
    periodSpent: sum(),
    periodStart: sum(),
    /** Everything it ever committed, and everything that came back. */
    committed: sum(),
    restored: sum(),
    /** Of the policy in force. */
    policyVersion: count(),
    keyChangeCount: count(),
    freezeCount: count(),
    entryCount: count(),
    /** Sum of its statement's lines: the balance, at every transaction's end. */
    stated: sum(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ principal: index().on(table.principal) }),
);

/** Every change of a ledger balance, numbered per account from 0. */
export const ledgerMovement = onchainTable(
  "ledger_movement",
  (t) => ({
    account: t.hex().notNull(),
    sequence: t.integer().notNull(),
    part: ledgerPart().notNull(),
    kind: movementKind().notNull(),
    /** Positive into the balance, negative out of it. */
    amount: t.bigint().notNull(),
    /** The balance, or the unclaimed payout, after the movement. */
    balance: t.bigint().notNull(),
    /** The wallet on the other side of a deposit or a withdrawal. */
    wallet: t.hex(),
    /** Under which it moved; of a deposit or a withdrawal. Those by authorisation have salts of their own. */
    salt: t.bigint(),
    /** The account on the other side of a payment, a voucher or a move. */
    counterparty: t.hex(),
    dealId: t.hex(),
    milestone: t.integer(),
    tabId: t.hex(),
    orderId: t.hex(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.sequence] }),
    deal: index().on(table.dealId),
    tab: index().on(table.tabId),
    order: index().on(table.orderId),
  }),
);
