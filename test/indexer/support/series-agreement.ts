import { expect } from "chai";
import type { Hex } from "viem";
import { decodeTerms, dueOf, milestonesIn, shareOf, type Terms } from "../../../sdk/protocol/index.ts";
import { columnOf, type Row } from "../../support/indexer-rows.ts";
import type { Rows } from "./rows.ts";

type Measures = Record<string, bigint>;
type Arguments = Readonly<Record<string, string>>;

/** The tables, and the columns that say what a row of theirs is of. */
const TABLES = {
  ...{ protocol_day: [], agent_day: ["agent", "side"], category_day: ["category"] },
  ...{ marketplace_day: ["marketplace"], pact_day: ["pact"] },
} as const;

const MEASURES = [
  ...["deals", "funded", "settled_milestones", "settled", "seller_net", "refunded", "marketplace_fees"],
  ...["verification_fees", "reimbursed", "verdicts", "contests", "ratings", "rating_score_sum"],
];

/** What was counted of each day and hour is what the events, read again from the table of events, say. */
export function expectSeries(rows: Rows): void {
  const days = new Map<string, Measures>();
  const hours = new Map<string, Measures>();
  const terms = new Map<string, Terms>();
  const events = rows.event
    .filter(({ name, part }) => (name === "VerdictsReached") === (part !== 0))
    .sort(
      (one, other) =>
        Number(one.block_number) - Number(other.block_number) ||
        Number(one.log_index) - Number(other.log_index),
    );
  for (const event of events) {
    const args: Arguments = JSON.parse(String(event.args));
    if (event.name === "DealOpened") terms.set(String(args.dealId), decodeTerms(args.terms as Hex));
    const agreed = terms.get(String(event.deal_id));
    if (agreed === undefined) continue;
    const measures = measuresOf(event, args, agreed, rows);
    const time = new Date(Number(event.timestamp) * 1_000);
    for (const place of placesOf(agreed)) {
      const day = `${place} ${Date.parse(time.toISOString().slice(0, "2026-11-21".length)) / 1_000}`;
      add(days, day, measures);
      add(hours, `${day} ${time.getUTCHours()}`, measures);
    }
  }
  expect(days.size).to.be.greaterThan(10);
  const told = new Map<string, Measures>();
  const toldHours = new Map<string, Measures>();
  for (const [table, of] of Object.entries(TABLES)) {
    for (const row of rows[table as keyof typeof TABLES]) {
      const place = [table, ...of.map((column) => row[column]), row.day].join(" ");
      told.set(place, measuresIn(row));
      const left = measuresIn(row);
      for (const [hour, measures] of Object.entries(JSON.parse(String(row.hours)) as Record<string, Row>)) {
        const counted = Object.entries(measures).map(
          ([name, value]) => [columnOf(name), BigInt(String(value))] as const,
        );
        toldHours.set(`${place} ${hour}`, Object.fromEntries(counted));
        for (const [name, value] of counted) left[name] = (left[name] ?? 0n) - value;
      }
      toldHours.set(`${place} ${row.hour}`, left);
    }
  }
  expect(sorted(told)).to.deep.equal(sorted(days));
  expect(sorted(toldHours)).to.deep.equal(sorted(hours));
}

/** What one event adds. */
function measuresOf(event: Row, args: Arguments, terms: Terms, rows: Rows): Measures {
  const { name, deal_id, milestone } = event;
  const amount = BigInt(args.amount ?? 0);
  switch (name) {
    case "DealOpened":
      return { deals: terms.amends === undefined ? 1n : 0n, funded: dueOf(terms) };
    case "DealAmended":
      return { refunded: BigInt(args.paidBack ?? 0) };
    case "VerdictReached":
      return verdict(terms, {
        ...{ milestone: Number(milestone), round: Number(args.round), payout: Number(args.payout) },
      });
    case "VerdictsReached":
      return verdict(terms, { round: 1, payout: 10_000, milestone: Number(milestone) });
    case "DealCancelled": {
      const ended = milestonesIn(Number(args.milestones ?? 0));
      const amounts = ended.map((index) => terms.milestones[index]?.amount ?? 0n);
      const all = amounts.reduce((sum, each) => sum + each, 0n);
      return { settled_milestones: BigInt(ended.length), settled: all, refunded: BigInt(args.toBuyer ?? 0) };
    }
    case "FeeCredited":
      return isFor(event, rows, "verificationFee") ? { verification_fees: amount } : {};
    case "BondReimbursed": {
      const contest = rows.contest.find(
        (row) => row.deal_id === deal_id && row.milestone === milestone && row.round === Number(args.round),
      );
      const part: Measures = contest?.side === "buyer" ? { seller_net: -amount } : { refunded: -amount };
      return { reimbursed: amount, ...part };
    }
    case "MilestoneSettled": {
      return settled(terms, BigInt(args.toSeller ?? 0), BigInt(args.toBuyer ?? 0));
    }
    case "FeeReturned":
      return { refunded: amount };
    case "ContestOpened":
      return { contests: 1n };
    case "DealRated":
      return { ratings: 1n, rating_score_sum: BigInt(args.score ?? 0) };
    default:
      return {};
  }
}

/** A verdict of round 1 settles where nobody may contest it; every other settlement has an event of its own. */
function verdict(
  terms: Terms,
  reached: { readonly round: number; readonly payout: number; readonly milestone: number },
): Measures {
  if (reached.round !== 1 || terms.contestWindow !== 0) return { verdicts: 1n };
  const amount = terms.milestones[reached.milestone]?.amount ?? 0n;
  const toSeller = shareOf(amount, reached.payout);
  return { verdicts: 1n, ...settled(terms, toSeller, amount - toSeller) };
}

function settled({ marketplaceFee }: Terms, toSeller: bigint, toBuyer: bigint): Measures {
  const fee = shareOf(toSeller, marketplaceFee);
  const parts = { seller_net: toSeller - fee, marketplace_fees: fee, refunded: toBuyer };
  return { settled_milestones: 1n, settled: toSeller + toBuyer, ...parts };
}

/** Whether a credit was the panel's, as its movement says. */
function isFor(event: Row, rows: Rows, kind: string): boolean {
  const credit = rows.ledger_movement.find(
    (row) => row.block_number === event.block_number && row.log_index === event.log_index,
  );
  return credit?.kind === kind;
}

function placesOf({ buyer, seller, category, marketplace, marketplaceFee, pact }: Terms): string[] {
  return [
    "protocol_day",
    `agent_day ${buyer.toLowerCase()} buyer`,
    `agent_day ${seller.toLowerCase()} seller`,
    `pact_day ${pact}`,
    ...(category === undefined ? [] : [`category_day ${category}`]),
    ...(marketplaceFee === 0 ? [] : [`marketplace_day ${marketplace.toLowerCase()}`]),
  ];
}

function add(sums: Map<string, Measures>, place: string, measures: Measures): void {
  const sum = sums.get(place) ?? {};
  for (const [name, by] of Object.entries(measures)) sum[name] = (sum[name] ?? 0n) + by;
  sums.set(place, sum);
}

/** The measures of a row that are not zero. */
function measuresIn(row: Row): Measures {
  const isMeasure = (name: string) => MEASURES.includes(name);
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => isMeasure(name))
      .map(([name, value]) => [name, BigInt(String(value))]),
  );
}

/** Places that have something, in order, with what is not zero. */
const sorted = (sums: ReadonlyMap<string, Measures>) =>
  [...sums]
    .map(([place, measures]) => [place, withoutZeros(measures)] as const)
    .filter(([, measures]) => Object.keys(measures).length > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));

const withoutZeros = (measures: Measures) =>
  Object.fromEntries(Object.entries(measures).filter(([, value]) => value !== 0n));
