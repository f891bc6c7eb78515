import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { type History, requireHistory } from "./client.ts";
import { idOf, lowered, numbered, PAGING, type Page, type Paging, pageOf } from "./page.ts";
import { type Cause, type Columns, causeColumns, hash, holder, maybe, whole, words } from "./values.ts";

/**
 * An argument of an event: whole numbers as text, hex in lower case. Of a text longer than 16,384 characters, such as a
 * stranger's evidence URI, the beginning as `{ cut, length }`.
 */
export type EventArgument =
  | string
  | boolean
  | readonly EventArgument[]
  | { readonly [name: string]: EventArgument };

/** A log of the contract or of a juror pool. */
export interface EventRecord extends Cause {
  /** 0 for a log itself; from 1 on what a log about several deals says of one of them. */
  readonly part: number;
  readonly contract: Address;
  /** As `MilestoneSettled`. */
  readonly name: string;
  readonly dealId: Hex | undefined;
  readonly milestone: number | undefined;
  /** Who did it, or whose balance, seat or ballot it is about. */
  readonly account: Address | undefined;
  readonly args: Readonly<Record<string, EventArgument>>;
}

const eventColumns = (): Columns<EventRecord> => ({
  ...{ part: whole(), contract: holder(), name: words(), dealId: maybe(hash()), milestone: maybe(whole()) },
  ...{ account: maybe(holder()), args: argumentsColumn() },
  ...causeColumns(),
});

/** Which events; what is left out does not matter. */
export interface EventFilter extends Paging {
  /** Also what a log about several deals says of this one. */
  readonly dealId?: Hex | undefined;
  readonly account?: Address | undefined;
  readonly name?: string | undefined;
  readonly transactionHash?: Hex | undefined;
  /** Unix seconds; `until` is excluded. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/**
 * Events in the order of the chain, a page at a time: with `dealId` everything that happened to a deal, its milestones,
 * panels and bonds.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listEvents } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listEvents(history, { dealId: `0x${"11".repeat(32)}` }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listEvents(history: History, filter: EventFilter = {}): Promise<Page<EventRecord>> {
  requireHistory(history);
  requireOptions(filter, `dealId account name transactionHash from until ${PAGING}`, "filter");
  const { dealId, account, name, transactionHash, from, until } = filter;
  const where = {
    dealId: dealId === undefined ? undefined : idOf("dealId", dealId),
    // What belongs to a deal is in parts of its own; elsewhere each log counts once.
    part: dealId === undefined ? 0 : undefined,
    account: lowered("account", account),
    name,
    transactionHash: transactionHash === undefined ? undefined : idOf("transactionHash", transactionHash),
    ...{ timestamp_gte: numbered("from", from), timestamp_lt: numbered("until", until) },
  };
  const order = { orderBy: "blockNumber", orderDirection: "asc" } as const;
  const columns = eventColumns();
  return pageOf(history, { list: "events", filter: "event", columns, where, ...order }, filter);
}

/** JSON of an object, in a text. */
function argumentsColumn(): Schema<EventRecord["args"]> {
  return z.pipe(
    z.custom<string, unknown>((value) => objectIn(value) !== undefined, {
      error: "must be the JSON of an object",
    }),
    z.transform((value) => objectIn(value)),
  ) as Schema<EventRecord["args"]>;
}

function objectIn(text: unknown): object | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
