import { expect } from "chai";
import type { Hex } from "viem";
import { decodeRecordedBallots, decodeSettlement, decodeVerdict } from "../../../sdk/protocol/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { Row } from "../../support/indexer-rows.ts";
import { type Place, type RawLog, rawLogs } from "./raw-logs.ts";
import { allRows, type Rows, TABLES } from "./rows.ts";
import { WRITTEN_ONCE, WrittenBy } from "./written-by.ts";

type Table = (typeof TABLES)[number];

/** What moves a balance, by the kind of the movement. */
const MOVERS: Readonly<Record<string, readonly string[]>> = {
  ...{ deposit: ["LedgerDeposited"], withdrawal: ["LedgerWithdrawn"], funding: ["DealOpened"] },
  payout: ["VerdictReached", "VerdictsReached", "MilestoneSettled"],
  refund: [
    ...["VerdictReached", "VerdictsReached", "MilestoneSettled", "DealCancelled", "DealAmended"],
    "FeeReturned",
  ],
  ...{ marketplaceFee: ["FeeCredited"], verificationFee: ["FeeCredited"], bond: ["ContestOpened"] },
  ...{ bondReturned: ["BondReturned"], bondEarned: ["BondEarned"], draw: ["DrawPaid"] },
  ...{ reimbursement: ["BondReimbursed"], reimbursing: ["BondReimbursed"] },
  ...{ payoutRefused: ["PayoutRefused"], payoutClaimed: ["PayoutClaimed"] },
  ...{ tab: ["TabOpened"], tabReturned: ["TabClosed"], voucher: ["VouchersRedeemed"] },
  ...{ payment: ["OrderPaid"], paymentReceived: ["OrderPaid"], move: ["FundsMoved"] },
  treasury: ["TreasuryDrawn"],
};

/** Tables whose rows no log names by their keys; what they say is compared elsewhere. */
const COUNTED: readonly Table[] = [
  ...(["agent", "total", "account", "account_day", "ledger_movement", "statement_line", "event"] as const),
  ...(["protocol_day", "agent_day", "category_day", "marketplace_day", "pact_day"] as const),
];

/** Compares the events with the node's logs, and where each row of every table comes from with the log that wrote it. */
export async function expectFacts(stack: Stack, url: string): Promise<{ rows: Rows; logs: RawLog[] }> {
  const [rows, logs] = await Promise.all([allRows(url), rawLogs(stack)]);
  expectEvents(rows, logs);
  expectRealPlaces(rows, logs);
  expectWriters(rows, logs);
  expectMovements(rows, logs);
  return { rows, logs };
}

/** One row for each log, in the same order, with the same arguments. */
function expectEvents(rows: Rows, logs: readonly RawLog[]): void {
  const events = rows.event.filter(({ part }) => part === 0).sort(inChainOrder);
  const told = events.map((row) => ({
    ...{ name: row.name, contract: row.contract, args: JSON.parse(String(row.args)) },
    place: placeOf(row),
  }));
  expect(told.length, "logs").to.equal(logs.length);
  for (const [index, log] of logs.entries()) {
    const wanted = { ...log, args: spelledOut(log) };
    expect(told[index], `${log.name} at ${keyOf(log.place)}`).to.deep.equal(wanted);
  }
  for (const row of events) {
    const args: Record<string, unknown> = JSON.parse(String(row.args));
    expect(row.deal_id, `deal of ${row.name}`).to.equal(args.dealId ?? null);
    if (args.milestone !== undefined) expect(row.milestone).to.equal(Number(args.milestone));
    if (args.account !== undefined) expect(row.account).to.equal(args.account);
  }
}

/** The arguments of a log, with what it packs into one of them in that one's place. */
function spelledOut({ name, args }: RawLog): object {
  const asText = (value: object) =>
    JSON.parse(
      JSON.stringify(value, (_, part: unknown) => (/^(number|bigint)$/.test(typeof part) ? `${part}` : part)),
    );
  const { verdict, settlement, ballots, ...plain } = args;
  if (name === "VerdictReached") {
    const { milestone: _, ...said } = decodeVerdict(verdict as Hex);
    return { ...plain, ...asText(said) };
  }
  if (name === "BallotsRecorded") {
    const { milestone: _, ...said } = decodeRecordedBallots(ballots as Hex);
    return { ...plain, ...asText(said) };
  }
  if (name !== "MilestoneSettled") return args;
  const { milestone: _, ...said } = decodeSettlement(settlement as Hex);
  return { ...plain, ...asText(said) };
}

/** Every row of every table names a log that there is, with its time and transaction; and a last one that is not before. */
function expectRealPlaces(rows: Rows, logs: readonly RawLog[]): void {
  const places = new Set(logs.map(({ place }) => wholeOf(place)));
  const isReal = (row: Row) => places.has(wholeOf(placeOf(row)));
  const hasRealChange = (row: Row) =>
    row.updated_block === undefined ||
    (places.has(wholeOf(lastPlaceOf(row))) && inChainOrder(placeOf(row), lastPlaceOf(row)) <= 0);
  for (const table of TABLES) {
    expect(
      rows[table].filter((row) => !isReal(row)),
      `${table}, from no log`,
    ).to.deep.equal([]);
    expect(
      rows[table].filter((row) => !hasRealChange(row)),
      `${table}, changed by no log`,
    ).to.deep.equal([]);
  }
}

/** The rows of a table, and the logs that wrote them, are those that a second reading of the logs finds. */
function expectWriters(rows: Rows, logs: readonly RawLog[]): void {
  const written = new Map<Table, string[]>();
  const columns = new Map<Table, readonly string[]>();
  const seen = new Set<string>();
  const reader = new WrittenBy();
  for (const log of logs) {
    for (const { table, row } of reader.of(log)) {
      const which = JSON.stringify(Object.values(row));
      if (WRITTEN_ONCE.includes(table) && seen.has(`${table} ${which}`)) continue;
      seen.add(`${table} ${which}`);
      columns.set(table, Object.keys(row));
      const known = written.get(table) ?? [];
      known.push(`${which} by ${keyOf(log.place)}`);
      written.set(table, known);
    }
  }
  for (const table of TABLES.filter((name) => !COUNTED.includes(name))) {
    const told = rows[table].map((row) => {
      const which = (columns.get(table) ?? []).map((column) => asWritten(row[column]));
      return `${JSON.stringify(which)} by ${keyOf(placeOf(row))}`;
    });
    expect(told.sort(), table).to.deep.equal((written.get(table) ?? []).sort());
  }
}

/** Movements are numbered in the order of the chain, by events that move such money. */
function expectMovements(rows: Rows, logs: readonly RawLog[]): void {
  const names = new Map(logs.map(({ name, place }) => [keyOf(place), name]));
  const movements = [...rows.ledger_movement].sort(
    (one, other) => Number(one.sequence) - Number(other.sequence),
  );
  const last = new Map<unknown, Row>();
  for (const row of movements) {
    const name = names.get(keyOf(placeOf(row)));
    expect(MOVERS[String(row.kind)], `what moved a ${row.kind}`).to.include(name);
    const before = last.get(row.account);
    if (before !== undefined) expect(inChainOrder(placeOf(before), placeOf(row))).to.be.at.most(0);
    last.set(row.account, row);
  }
}

/** Booleans and nothing are written as text, as `WrittenBy` has them. */
const asWritten = (value: unknown) => (value === null || typeof value === "boolean" ? String(value) : value);

const placeOf = (row: Row): Place =>
  ({
    ...{ block_number: row.block_number, log_index: row.log_index },
    ...{ timestamp: row.timestamp, transaction_hash: row.transaction_hash },
  }) as Place;

const lastPlaceOf = (row: Row): Place =>
  ({
    ...{ block_number: row.updated_block, log_index: row.updated_log_index },
    ...{ timestamp: row.updated_at, transaction_hash: row.updated_in },
  }) as Place;

const wholeOf = ({ block_number, log_index, timestamp, transaction_hash }: Place) =>
  `${block_number}:${log_index} at ${timestamp} in ${transaction_hash}`;

const keyOf = ({ block_number, log_index }: Place) => `${block_number}:${log_index}`;

const inChainOrder = (one: Row | Place, other: Row | Place): number =>
  Number(one.block_number) - Number(other.block_number) || Number(one.log_index) - Number(other.log_index);
