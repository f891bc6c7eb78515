import { index, onchainTable, primaryKey } from "ponder";
import { created } from "./columns.ts";

/**
 * Every log of the contract and its pools, in the order of the chain. A log about several deals has a row more for each of
 * them, so that `deal.events` is all that happened to a deal; no other log has more than one.
 */
export const event = onchainTable(
  "event",
  (t) => ({
    /** 0: the log itself, with all its arguments. From 1 on: what it says of one of its deals. */
    part: t.integer().notNull(),
    contract: t.hex().notNull(),
    name: t.text().notNull(),
    /** Null when it is about no deal, or about several. */
    dealId: t.hex(),
    milestone: t.integer(),
    /** Who did it, or whose balance, seat or ballot it is about: its first argument of that kind. */
    account: t.hex(),
    /**
     * Its decoded arguments as JSON: whole numbers as text, hex in lower case, and what it packs spelled out. Of a text longer than 16,384 characters the
     * beginning, as `{"cut": …, "length": …}`.
     */
    args: t.text().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.blockNumber, table.logIndex, table.part] }),
    deal: index().on(table.dealId, table.blockNumber, table.logIndex),
    account: index().on(table.account, table.blockNumber, table.logIndex),
    name: index().on(table.name, table.blockNumber, table.logIndex),
    transaction: index().on(table.transactionHash),
  }),
);
