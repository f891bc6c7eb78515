import { bigint, hex, integer } from "ponder";

/** The event that wrote a row. Handlers cannot set these columns, and no later event changes them. */
export const created = () => ({
  blockNumber: bigint().notNull(),
  logIndex: integer().notNull(),
  timestamp: bigint().notNull(),
  transactionHash: hex().notNull(),
});

/**
 * The event that last changed a row; at first the one that wrote it. A table without these columns holds facts, and its
 * rows cannot be changed.
 */
export const changed = () => ({
  updatedBlock: bigint().notNull(),
  updatedLogIndex: integer().notNull(),
  updatedAt: bigint().notNull(),
  updatedIn: hex().notNull(),
});

/** Amounts and numbers kept by the handlers as it happens, from zero. */
export const sum = () => bigint().notNull().default(0n);
export const count = () => integer().notNull().default(0);
