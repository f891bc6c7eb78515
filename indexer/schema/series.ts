import { integer, onchainTable, primaryKey, text } from "ponder";
import { changed, count, created, sum } from "./columns.ts";
import { side } from "./contests.ts";

/**
 * What is counted of a day of UTC. Events of one day may be about deals of another: of a deal opened on Monday and settled
 * on Friday, `funded` is Monday's and `sellerNet` Friday's.
 */
const measures = () => ({
  /** The hour of UTC, from 0 to 23, of the last event. Its measures are the day's without those of `hours`. */
  hour: integer().notNull(),
  /**
   * The measures of the hours before it, as JSON: `{"13": {"deals": 1, "funded": "103000000"}}` has hours from 0 to 23, amounts as
   * texts, and nothing that is zero.
   */
  hours: text().notNull(),
  /** Opened. A deal and those that replace it count once. */
  deals: count(),
  /** Paid in by buyers, fees included. */
  funded: sum(),
  settledMilestones: count(),
  /** The amounts of the milestones that settled: `sellerNet + marketplaceFees + reimbursed +` the buyer's parts. */
  settled: sum(),
  /** Paid to sellers, after fees and reimbursements. */
  sellerNet: sum(),
  /** Paid back to buyers, fees that no panel earned included. */
  refunded: sum(),
  marketplaceFees: sum(),
  verificationFees: sum(),
  /** From a side's part to the payer of the other side's bond. */
  reimbursed: sum(),
  verdicts: count(),
  contests: count(),
  ratings: count(),
  ratingScoreSum: count(),
});

/** A day of everything. */
export const protocolDay = onchainTable("protocol_day", (t) => ({
  /** Unix seconds of its beginning. */
  day: t.bigint().primaryKey(),
  ...measures(),
  ...created(),
  ...changed(),
}));

/** A day of the deals of an address, as their buyer or as their seller. */
export const agentDay = onchainTable(
  "agent_day",
  (t) => ({
    agent: t.hex().notNull(),
    side: side().notNull(),
    /** Unix seconds of its beginning. */
    day: t.bigint().notNull(),
    ...measures(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.agent, table.side, table.day] }) }),
);

/** A day of the deals of a category; those that name none have none. */
export const categoryDay = onchainTable(
  "category_day",
  (t) => ({
    category: t.bigint().notNull(),
    /** Unix seconds of its beginning. */
    day: t.bigint().notNull(),
    ...measures(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.category, table.day] }) }),
);

/** A day of the deals that pay a marketplace a fee. */
export const marketplaceDay = onchainTable(
  "marketplace_day",
  (t) => ({
    marketplace: t.hex().notNull(),
    /** Unix seconds of its beginning. */
    day: t.bigint().notNull(),
    ...measures(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.marketplace, table.day] }) }),
);

/** A day of the deals on a pact. */
export const pactDay = onchainTable(
  "pact_day",
  (t) => ({
    pact: t.hex().notNull(),
    /** Unix seconds of its beginning. */
    day: t.bigint().notNull(),
    ...measures(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.pact, table.day] }) }),
);
