/**
 * What happened, told by events alone. Amounts are USDC base units, times unix seconds, shares basis points.
 *
 * Every row names the event that wrote it: block and position in it, time and transaction. That never changes. A row that
 * goes on changing names beside it the event that changed it last (`updated…`). Rows of the last 30 blocks may still change
 * with the chain.
 */
export * from "./schema/agents.ts";
export * from "./schema/contests.ts";
export * from "./schema/deals.ts";
export * from "./schema/events.ts";
export * from "./schema/judging.ts";
export * from "./schema/money.ts";
export * from "./schema/payments.ts";
export * from "./schema/pool.ts";
export * from "./schema/principals.ts";
export * from "./schema/relations.ts";
export * from "./schema/series.ts";
export * from "./schema/series-relations.ts";
export * from "./schema/spending.ts";
export * from "./schema/spending-relations.ts";
