import type { Hex } from "viem";

/** The columns of `created()` in the schema: the event that wrote a row. */
export interface Created {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly timestamp: bigint;
  readonly transactionHash: Hex;
}

/** The columns of `changed()` in the schema: the event that last changed a row. */
export interface Changed {
  readonly updatedBlock: bigint;
  readonly updatedLogIndex: number;
  readonly updatedAt: bigint;
  readonly updatedIn: Hex;
}

/** What says when and where an event was. */
export interface Placed {
  readonly block: { readonly number: bigint; readonly timestamp: bigint };
  readonly log: { readonly logIndex: number };
  readonly transaction: { readonly hash: Hex };
}

export function created({ block, log, transaction }: Placed): Created {
  return {
    blockNumber: block.number,
    logIndex: log.logIndex,
    timestamp: block.timestamp,
    transactionHash: transaction.hash,
  };
}

export function changed({ block, log, transaction }: Placed): Changed {
  return {
    updatedBlock: block.number,
    updatedLogIndex: log.logIndex,
    updatedAt: block.timestamp,
    updatedIn: transaction.hash,
  };
}

/** Whether a table has the columns of `changed()`. */
export function hasChanged(table: object): boolean {
  return "updatedBlock" in table;
}
