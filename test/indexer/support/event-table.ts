import { type EventRow, type Position, positionOf, type RowReader } from "../../../indexer/changes/rows.ts";

export const DEAL = `0x${"d1".repeat(32)}` as const;
export const AGENT = `0x${"a1".repeat(20)}` as const;

/** A row; `fork` tells the transactions of two chains apart. */
export const row = (
  block: number,
  logIndex: number,
  fork = "11",
  changes: Partial<EventRow> = {},
): EventRow => ({
  ...{ blockNumber: BigInt(block), logIndex, part: 0, timestamp: BigInt(1_790_000_000 + 2 * block) },
  ...{ transactionHash: `0x${fork.repeat(32)}`, contract: AGENT, name: "DealOpened", dealId: DEAL },
  ...{ milestone: null, account: AGENT, args: JSON.stringify({ amount: "9007199254740993" }) },
  ...changes,
});

const compare = (one: Position, other: Position) =>
  one.block - other.block || one.logIndex - other.logIndex || one.part - other.part;

/** A table that a test rewrites, as a reorganisation does. */
export class EventTable implements RowReader {
  stored: readonly EventRow[];
  readonly stretch = 64;
  broken = false;
  #version = 0;

  constructor(rows: readonly EventRow[]) {
    this.stored = rows;
  }

  replace(rows: readonly EventRow[]): void {
    this.stored = rows;
    this.#version += 1;
  }

  rows: RowReader["rows"] = async ({ followed, fromBlock, after, upTo, limit }) => {
    if (this.broken) throw new Error("the database is away");
    const isOf = (each: EventRow) =>
      "deal" in followed ? each.dealId === followed.deal : each.account === followed.agent;
    return [...this.stored]
      .filter((each) => isOf(each) && Number(each.blockNumber) >= fromBlock)
      .filter((each) => after === undefined || compare(positionOf(each), after) > 0)
      .filter((each) => upTo === undefined || compare(positionOf(each), upTo) <= 0)
      .sort((a, b) => compare(positionOf(a), positionOf(b)))
      .slice(0, limit);
  };

  head = async () => String(this.#version);
}
