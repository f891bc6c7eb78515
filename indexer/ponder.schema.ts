/**
 * What happened, told by events alone. Amounts are USDC base units, times unix seconds, shares basis points.
 *
 * Every row names its cause: block and position in it, time and transaction of the event that wrote the row, or, where a
 * row goes on changing, of the last one that changed it. Facts of the last 30 blocks may still change with the chain.
 */
export * from "./schema/agents.ts";
export * from "./schema/contests.ts";
export * from "./schema/deals.ts";
export * from "./schema/judging.ts";
export * from "./schema/money.ts";
export * from "./schema/payments.ts";
export * from "./schema/pool.ts";
export * from "./schema/principals.ts";
export * from "./schema/relations.ts";
export * from "./schema/spending.ts";
export * from "./schema/spending-relations.ts";
