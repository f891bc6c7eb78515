import { type Cursor, cursorText } from "./cursor.ts";
import { type EventRow, type Followed, positionOf, type RowReader } from "./rows.ts";
import { Trail, trailStart } from "./trail.ts";
import { type OpenTrail, Trails } from "./trails.ts";

/** Behind every log of a block, as a column of the table can have it. */
const LAST = 2 ** 31 - 1;

/** What happened, as it is sent. Whole numbers in `args` are text. */
export type Change = ReturnType<typeof changeOf>;

/** Some changes, and where to go on. */
export interface Batch {
  /** The chain replaced blocks: all changes from this block on are void, and those that are so now follow. Null: it did not. */
  readonly reorganisedFrom: number | null;
  readonly changes: readonly Change[];
  readonly next: Cursor;
}

/**
 * The changes behind a cursor, at most so many. Where rows before the cursor are not those any more that led to it, the chain was
 * reorganised: reading then begins again where the cursor's digest begins.
 */
export async function readChanges(
  reader: RowReader,
  {
    followed,
    cursor,
    limit,
    trails = new Trails(),
  }: {
    readonly followed: Followed;
    readonly cursor: Cursor;
    readonly limit: number;
    /** What is known of cursors that were given out; left out, everything is read again. */
    readonly trails?: Trails;
  },
): Promise<Batch> {
  const head = await reader.head();
  const known = trails.find(followed, cursorText(cursor), head);
  const { trail, from, after, reorganisedFrom } = known ?? (await openTrail(reader, followed, cursor));
  const rows = await reader.rows({ followed, fromBlock: from, after, limit });
  const changes = rows.map((row) => changeOf(row, cursorText(cursorOf(row, trail))));
  const last = rows.at(-1);
  const next =
    last === undefined
      ? reorganisedFrom === null
        ? cursor
        : ({ kind: "block", block: reorganisedFrom } as const)
      : cursorAt(last, changes.at(-1)?.cursor ?? "");
  if (next.kind === "row") {
    const { block } = next.position;
    const opened = { trail, from: trailStart(block, reader.stretch), after: next.position };
    trails.keep(followed, cursorText(next), head, opened);
  }
  return { reorganisedFrom, changes, next };
}

/** The trail up to a cursor, and whether what led to it is still so. */
async function openTrail(reader: RowReader, followed: Followed, cursor: Cursor): Promise<OpenTrail> {
  if (cursor.kind === "block") {
    return { ...(await trailBefore(reader, followed, cursor.block)), reorganisedFrom: null };
  }
  const { position, digest } = cursor;
  const from = trailStart(position.block, reader.stretch);
  const passed = await reader.rows({ followed, fromBlock: from, upTo: position });
  const trail = new Trail(reader.stretch);
  const digests = passed.map((row) => trail.take(row));
  if (digests.at(-1) === digest) return { trail, from, after: position, reorganisedFrom: null };
  return { ...(await trailBefore(reader, followed, from)), reorganisedFrom: from };
}

/** Rows before a block belong to the digests of those from it on. */
async function trailBefore(reader: RowReader, followed: Followed, from: number) {
  const trail = new Trail(reader.stretch);
  if (from > 0) {
    const upTo = { block: from - 1, logIndex: LAST, part: LAST };
    for (const row of await reader.rows({ followed, fromBlock: trailStart(from, reader.stretch), upTo }))
      trail.take(row);
  }
  return { trail, from, after: undefined };
}

const cursorOf = (row: EventRow, trail: Trail): Cursor => ({
  ...{ kind: "row", position: positionOf(row), digest: trail.take(row) },
});

const cursorAt = (row: EventRow, text: string): Cursor => ({
  ...{ kind: "row", position: positionOf(row), digest: text.slice(text.lastIndexOf("-") + 1) },
});

function changeOf(row: EventRow, cursor: string) {
  const { name, dealId, milestone, account, contract, blockNumber, logIndex, timestamp } = row;
  return {
    ...{ cursor, name, dealId, milestone, account, contract },
    args: JSON.parse(row.args) as Readonly<Record<string, unknown>>,
    ...{ block: Number(blockNumber), logIndex, timestamp: Number(timestamp) },
    transaction: row.transactionHash,
  };
}
