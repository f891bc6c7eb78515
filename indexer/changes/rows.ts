type Hex = `0x${string}`;

/** A row of the table of events. */
export interface EventRow {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  /** A log about several deals has a row for each. */
  readonly part: number;
  readonly timestamp: bigint;
  readonly transactionHash: Hex;
  readonly contract: Hex;
  readonly name: string;
  readonly dealId: Hex | null;
  readonly milestone: number | null;
  readonly account: Hex | null;
  /** Decoded arguments as JSON. */
  readonly args: string;
}

/** What is followed: one deal, or everything that an address did or is a party of. */
export type Followed = { readonly deal: Hex } | { readonly agent: Hex };

/** A place in the order of the chain. */
export interface Position {
  readonly block: number;
  readonly logIndex: number;
  readonly part: number;
}

/** Reads rows in the order of the chain. */
export interface RowReader {
  /** At least as many blocks as the chain can still replace. */
  readonly stretch: number;
  /** Rows from a block on, behind a position if one is given, and up to another one and with it. */
  readonly rows: (question: {
    readonly followed: Followed;
    readonly fromBlock: number;
    readonly after?: Position | undefined;
    readonly upTo?: Position | undefined;
    readonly limit?: number | undefined;
  }) => Promise<readonly EventRow[]>;
  /** Something that is another one as soon as there may be other rows. */
  readonly head: () => Promise<string>;
}

export const positionOf = ({ blockNumber, logIndex, part }: EventRow): Position => ({
  ...{ block: Number(blockNumber), logIndex, part },
});
