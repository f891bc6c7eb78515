import type { Hex } from "viem";

/** Where a row comes from: its event, in the columns that every table has. */
export interface Cause {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly timestamp: bigint;
  readonly transactionHash: Hex;
}

export function causeOf(event: {
  readonly block: { readonly number: bigint; readonly timestamp: bigint };
  readonly log: { readonly logIndex: number };
  readonly transaction: { readonly hash: Hex };
}): Cause {
  return {
    blockNumber: event.block.number,
    logIndex: event.log.logIndex,
    timestamp: event.block.timestamp,
    transactionHash: event.transaction.hash,
  };
}
