import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import type { Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { type History, requireHistory } from "./client.ts";
import { idOf, lowered, numbered, PAGING, type Page, type Paging, pageOf } from "./page.ts";
import {
  type Cause,
  type Columns,
  causeColumns,
  type LastChange,
  lastChangeColumns,
  listOf,
  object,
  units,
  whole,
} from "./values.ts";

/** What is counted of a day or an hour of UTC. Amounts are USDC base units. */
export interface DayMeasures {
  /** Opened. A deal and those that replace it count once. */
  readonly deals: number;
  /** Paid in by buyers, fees included. */
  readonly funded: bigint;
  readonly settledMilestones: number;
  /** The amounts of the milestones that settled. */
  readonly settled: bigint;
  /** Paid to sellers, after fees and reimbursements. */
  readonly sellerNet: bigint;
  /** Paid back to buyers. */
  readonly refunded: bigint;
  readonly marketplaceFees: bigint;
  readonly verificationFees: bigint;
  /** From a side's part to the payer of the other side's bond. */
  readonly reimbursed: bigint;
  readonly verdicts: number;
  readonly contests: number;
  readonly ratings: number;
  /** The sum of the scores of 0 to 100. */
  readonly ratingScoreSum: number;
}

/** A day of UTC in which something happened. */
export interface DayRecord extends DayMeasures, Cause, LastChange {
  /** Unix seconds of its beginning. */
  readonly day: number;
  /** The hours in which something happened, from 0 to 23, ascending. */
  readonly hours: readonly HourRecord[];
}

interface HourRecord extends DayMeasures {
  /** Of UTC, from 0 to 23. */
  readonly hour: number;
}

/** Whose days. Only one of `agent`, `category`, `marketplace` and `pact`; none of them for the days of everything. */
export interface DayFilter extends Paging {
  /** Its deals as the `side` that it is on. */
  readonly agent?: Address | undefined;
  readonly side?: "buyer" | "seller" | undefined;
  readonly category?: number | undefined;
  readonly marketplace?: Address | undefined;
  readonly pact?: Hex | undefined;
  /** Unix seconds; days that begin then or later, and before `until`. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/**
 * The days of everything, or of an agent, a category, a marketplace or a pact, the first one first, with their hours. A day
 * without an event is not there.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listDays } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const seller = "0x00000000000000000000000000000000000000b2";
 * const { name } = await listDays(history, { agent: seller, side: "seller" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listDays(history: History, filter: DayFilter = {}): Promise<Page<DayRecord>> {
  requireHistory(history);
  requireOptions(filter, `agent side category marketplace pact from until ${PAGING}`, "filter");
  const { from, until } = filter;
  const { table, of } = seriesOf(filter);
  const where = { ...of, day_gte: numbered("from", from), day_lt: numbered("until", until) };
  const order = { orderBy: "day", orderDirection: "asc" } as const;
  const columns = dayColumns();
  const asked = { list: `${table}s`, filter: table, columns, where, ...order };
  const page = await pageOf(history, asked, filter);
  return { ...page, items: page.items.map(withHours) };
}

function seriesOf({ agent, side, category, marketplace, pact }: DayFilter) {
  const given = Object.entries({ agent, category, marketplace, pact }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1) {
    throw new InvalidFieldError({
      field: "filter",
      value: given.map(([name]) => name).join(", "),
      problem: "must name one of agent, category, marketplace and pact",
      remedy: "Ask for each of them by itself.",
    });
  }
  if ((agent === undefined) !== (side === undefined)) {
    throw new InvalidFieldError({
      field: "side",
      value: side,
      problem: "must be given with an agent, and only with one",
      remedy: 'Give "buyer" or "seller".',
    });
  }
  if (agent !== undefined) return { table: "agentDay", of: { agent: lowered("agent", agent), side } };
  if (category !== undefined)
    return { table: "categoryDay", of: { category: numbered("category", category) } };
  if (marketplace !== undefined) {
    return { table: "marketplaceDay", of: { marketplace: lowered("marketplace", marketplace) } };
  }
  if (pact !== undefined) return { table: "pactDay", of: { pact: idOf("pact", pact) } };
  return { table: "protocolDay", of: {} };
}

const measureColumns = (): Columns<DayMeasures> => ({
  ...{ deals: whole(), funded: units(), settledMilestones: whole(), settled: units(), sellerNet: units() },
  ...{ refunded: units(), marketplaceFees: units(), verificationFees: units(), reimbursed: units() },
  ...{ verdicts: whole(), contests: whole(), ratings: whole(), ratingScoreSum: whole() },
});

/** A day as the indexer has it: the hours before the one of its last event, whose measures are what is left of the day's. */
interface CountedDay extends DayMeasures, Cause, LastChange {
  readonly day: number;
  readonly hour: number;
  readonly hours: readonly HourRecord[];
}

const dayColumns = (): Columns<CountedDay> => ({
  ...measureColumns(),
  ...{ day: whole(), hour: whole(), hours: hoursColumn() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

function withHours({ hour, hours, ...day }: CountedDay): DayRecord {
  const left = Object.entries(measureColumns()).map(([name]) => {
    const key = name as keyof DayMeasures;
    const before = hours.reduce((sum, each) => sum + BigInt(each[key]), 0n);
    const own = BigInt(day[key]) - before;
    return [key, typeof day[key] === "bigint" ? own : Number(own)] as const;
  });
  const last: HourRecord = { hour, ...(Object.fromEntries(left) as Record<string, never>) } as HourRecord;
  const all = left.some(([, value]) => BigInt(value) !== 0n) ? [...hours, last] : hours;
  return { ...day, hours: all };
}

/** What the indexer leaves out of an hour is zero. */
const NOTHING = {
  ...{ deals: 0, funded: "0", settledMilestones: 0, settled: "0", sellerNet: "0", refunded: "0" },
  ...{ marketplaceFees: "0", verificationFees: "0", reimbursed: "0", verdicts: 0, contests: 0, ratings: 0 },
  ratingScoreSum: 0,
};

/** A text of JSON. */
function hoursColumn(): Schema<readonly HourRecord[]> {
  const parsed = z.transform((text: string, { issues }) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      issues.push({ code: "custom", message: "must be JSON", input: text });
      return z.NEVER;
    }
  });
  const told = z.record(z.string().check(z.regex(/^(\d|1\d|2[0-3])$/)), z.record(z.string(), z.unknown()));
  const hourColumns: Columns<HourRecord> = { hour: whole(), ...measureColumns() };
  const listed = z.transform((hours: z.output<typeof told>) =>
    Object.entries(hours)
      .map(([hour, measures]) => ({ ...NOTHING, ...measures, hour: Number(hour) }))
      .sort((one, other) => one.hour - other.hour),
  );
  const list: z.core.$ZodType = listOf(object(hourColumns)) as unknown as z.core.$ZodType;
  const record = z.pipe(z.pipe(z.string(), parsed), told as never);
  return z.pipe(z.pipe(record, listed as never), list as never) as unknown as Schema<readonly HourRecord[]>;
}
