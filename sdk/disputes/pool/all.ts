// Every action and read of a juror pool; modules listed here export nothing else.
export * from "./approve-stake.ts";
export * from "./change-key.ts";
export * from "./collect-reward.ts";
export * from "./get-key-nonce.ts";
export * from "./get-pool.ts";
export * from "./get-pool-reward.ts";
export * from "./get-seat.ts";
export * from "./get-seed-block.ts";
export * from "./leave-seat.ts";
export * from "./pin-seed.ts";
export * from "./report-absence.ts";
export * from "./report-equivocation.ts";
export * from "./take-seats.ts";
export * from "./top-up-seat.ts";
export * from "./withdraw-stake.ts";
