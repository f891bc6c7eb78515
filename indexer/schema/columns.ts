import { bigint, hex, integer } from "ponder";

/** Where a row comes from: the event that wrote or last changed it. */
export const cause = () => ({
  blockNumber: bigint().notNull(),
  logIndex: integer().notNull(),
  timestamp: bigint().notNull(),
  transactionHash: hex().notNull(),
});

/** Amounts and numbers kept by the handlers as it happens, from zero. */
export const sum = () => bigint().notNull().default(0n);
export const count = () => integer().notNull().default(0);
