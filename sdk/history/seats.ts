import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { lowered, numbered, PAGING, type Page, type Paging, pageOf, recordOf } from "./page.ts";
import {
  type AsOf,
  type Cause,
  type Columns,
  causeColumns,
  holder,
  items,
  type LastChange,
  lastChangeColumns,
  maybe,
  object,
  one,
  signedUnits,
  units,
  whole,
  words,
} from "./values.ts";

/** A seat of a juror pool as it is now. Amounts are USDC base units, times unix seconds. */
export interface SeatRecord extends Cause, LastChange {
  readonly pool: Address;
  readonly number: number;
  readonly status: "active" | "closed" | "vacant";
  readonly owner: Address;
  readonly key: Address;
  readonly joinedAt: number;
  readonly closedAt: number | undefined;
  /** Until then the stake of a closed seat can be taken. */
  readonly stakeUntil: number | undefined;
  readonly stake: bigint;
}

const seatColumns = (): Columns<SeatRecord> => ({
  ...{ pool: holder(), number: whole(), status: one("active", "closed", "vacant"), owner: holder() },
  ...{ key: holder(), joinedAt: whole(), closedAt: maybe(whole()), stakeUntil: maybe(whole()) },
  stake: units(),
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** A change of a seat: `amount` is what it did to the stake. */
export interface SeatChange extends Cause {
  readonly sequence: number;
  readonly kind: string;
  readonly key: Address;
  readonly amount: bigint;
  readonly stake: bigint;
}

const changeColumns = (): Columns<SeatChange> => ({
  ...{ sequence: whole(), kind: words(), key: holder(), amount: signedUnits(), stake: units() },
  ...causeColumns(),
});

/** A seat with its latest changes, the first one first. */
export interface SeatAnswer {
  readonly asOf: AsOf;
  /** Undefined when the pool has no such seat, or is not one that the indexer reads. */
  readonly seat: (SeatRecord & { readonly changes: readonly SeatChange[] }) | undefined;
}

/**
 * A seat of a juror pool and its last thousand changes.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getSeat } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const pool = "0x00000000000000000000000000000000000000bb";
 * const { name } = await getSeat(history, { pool, seat: 0 }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getSeat(
  history: History,
  parameters: { readonly pool: Address; readonly seat: number } & Asking,
): Promise<SeatAnswer> {
  requireHistory(history);
  requireOptions(parameters, "pool seat signal");
  numbered("seat", parameters.seat);
  const columns = seatColumns();
  const changes = changeColumns();
  const document =
    `query ($pool: String!, $number: Float!) { seat(pool: $pool, number: $number) { ${Object.keys(columns).join(" ")} ` +
    `changes(orderBy: "sequence", orderDirection: "desc", limit: 1000) { items { ${Object.keys(changes).join(" ")} } } } }`;
  const variables = { pool: lowered("pool", parameters.pool), number: parameters.seat };
  const schema = object({ seat: maybe(object({ ...columns, changes: items(object(changes)) })) });
  const { asOf, found } = await recordOf(history, { document, variables, schema }, parameters.signal);
  const { seat } = found;
  return { asOf, seat: seat === undefined ? undefined : { ...seat, changes: [...seat.changes].reverse() } };
}

/** Which seats. */
export interface SeatFilter extends Paging {
  readonly pool?: Address | undefined;
  readonly owner?: Address | undefined;
  readonly key?: Address | undefined;
  readonly status?: SeatRecord["status"] | undefined;
}

/**
 * Seats of juror pools by their numbers, a page at a time.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listSeats } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listSeats(history, { status: "active" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listSeats(history: History, filter: SeatFilter = {}): Promise<Page<SeatRecord>> {
  requireHistory(history);
  requireOptions(filter, `pool owner key status ${PAGING}`, "filter");
  const where = {
    pool: lowered("pool", filter.pool),
    owner: lowered("owner", filter.owner),
    key: lowered("key", filter.key),
    status: filter.status,
  };
  const order = { orderBy: "number", orderDirection: "asc" } as const;
  return pageOf(history, { list: "seats", filter: "seat", columns: seatColumns(), where, ...order }, filter);
}
