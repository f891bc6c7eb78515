import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created } from "./columns.ts";

export const freezeScope = onchainEnum("freeze_scope", ["account", "principal"]);
export const handoverStep = onchainEnum("handover_step", ["offered", "takenBack", "accepted"]);

/** Who opened accounts, or offered to hand them over. */
export const principal = onchainTable(
  "principal",
  (t) => ({
    address: t.hex().primaryKey(),
    /** Itself until it hands over. */
    controller: t.hex().notNull(),
    /** The address it is offered to; null: none. */
    offered: t.hex(),
    /** All accounts at once; accounts that were frozen one by one say so themselves. */
    frozen: t.boolean().notNull().default(false),
    accountCount: count(),
    freezeCount: count(),
    handoverCount: count(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ controller: index().on(table.controller) }),
);

/** Every step of a handover, numbered per principal from 0. */
export const handover = onchainTable(
  "handover",
  (t) => ({
    principal: t.hex().notNull(),
    sequence: t.integer().notNull(),
    step: handoverStep().notNull(),
    /** Who controlled it when the step was made. */
    controller: t.hex().notNull(),
    /** To whom; null when an offer is taken back. */
    to: t.hex(),
    ...created(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.principal, table.sequence] }) }),
);

/** Every freeze and unfreeze, numbered from 0 per account or principal. */
export const freeze = onchainTable(
  "freeze",
  (t) => ({
    /** The account, or the principal. */
    subject: t.hex().notNull(),
    scope: freezeScope().notNull(),
    sequence: t.integer().notNull(),
    /** From then on; false: unfrozen. */
    frozen: t.boolean().notNull(),
    ...created(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.subject, table.scope, table.sequence] }) }),
);

/** What a key may do for an account now; a revoked key keeps its row, with an expiry of 0. */
export const accountKey = onchainTable(
  "account_key",
  (t) => ({
    account: t.hex().notNull(),
    key: t.hex().notNull(),
    /** Acts while now < expiry. */
    expiry: t.bigint().notNull(),
    /** Bits: 1 commit, 2 deliver, 4 settle, 8 tabs, 16 freeze. */
    capabilities: t.integer().notNull(),
    grantedAt: t.bigint().notNull(),
    changeCount: count(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.key] }),
    key: index().on(table.key),
  }),
);

/** Every grant, change and revocation of a key, numbered per account from 0. */
export const keyChange = onchainTable(
  "key_change",
  (t) => ({
    account: t.hex().notNull(),
    sequence: t.integer().notNull(),
    key: t.hex().notNull(),
    expiry: t.bigint().notNull(),
    capabilities: t.integer().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.sequence] }),
    key: index().on(table.account, table.key),
  }),
);

/** Every policy an account had, numbered from 1. */
export const policyVersion = onchainTable(
  "policy_version",
  (t) => ({
    account: t.hex().notNull(),
    version: t.integer().notNull(),
    /** Base units of one commitment; 2^64 − 1 (18446744073709551615) is no limit, also of the limits below. HTTP says null instead. */
    perTransaction: t.bigint().notNull(),
    perPeriod: t.bigint().notNull(),
    lifetime: t.bigint().notNull(),
    approvalAbove: t.bigint().notNull(),
    /** Hours; periods are counted from the epoch. */
    period: t.integer().notNull(),
    activeFrom: t.bigint().notNull(),
    activeUntil: t.bigint().notNull(),
    /** Merkle roots; zero allows all. */
    counterparties: t.hex().notNull(),
    categories: t.hex().notNull(),
    /** Index of the account that pays what is lacking; null: none. */
    treasury: t.bigint(),
    /** In packed form, 108 bytes or 112 with a treasury. */
    packed: t.hex().notNull(),
    /** keccak256 of principal ‖ wire: what the contract keeps. */
    hash: t.hex().notNull(),
    /** In force from, until; null while it is. */
    since: t.bigint().notNull(),
    until: t.bigint(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.account, table.version] }) }),
);
