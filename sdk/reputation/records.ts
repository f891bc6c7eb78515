import type { Address, Hex } from "viem";
import { type Book, decayedAt } from "./book.ts";
import { groupBy } from "./group.ts";
import { agreementOf, isDuty, isOfPools } from "./jury.ts";
import { clauseShare, ratedValue } from "./opinions.ts";
import { disputeLosers, earnedIn, type FailureKind, failureKinds, failuresIn, lostIn } from "./outcomes.ts";
import type { Duty, Rated, Settled } from "./read-facts.ts";
import { WHOLE } from "./whole.ts";

/** What an address did on one side of deals. Amounts are USDC base units, as they were: neither decayed nor capped. */
export interface SettlementRecord {
  readonly milestones: number;
  /** Principals on the other side. */
  readonly counterparties: number;
  readonly value: bigint;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  /** Milestones with a delivery, a first verdict that paid the seller, or another end that did, by the deadline. */
  readonly onTime: number;
  /** Milestones that were contested, by either side. */
  readonly disputes: number;
  readonly disputesLost: number;
}

/** Failures of one kind. A milestone that failed in two ways is in both. */
export interface FailureRecord {
  readonly kind: FailureKind;
  readonly milestones: number;
  /** What went back to buyers, in USDC base units. */
  readonly value: bigint;
}

/** What one counterparty said of an address. */
export interface RatingRecord {
  readonly counterparty: Address;
  readonly ratings: number;
  /** Basis points, by decayed value; undefined when all of it decayed. */
  readonly average: number | undefined;
  /** What was rated, in USDC base units. */
  readonly value: bigint;
}

/** How a seller keeps clauses of one kind. */
export interface PactRecord {
  readonly kind: string;
  readonly results: number;
  readonly units: bigint;
  /** Basis points of a unit. */
  readonly lost: bigint;
  /** Basis points that were kept, by decayed value; undefined when all of it decayed. */
  readonly share: number | undefined;
}

/** What a juror did in one kind of round. */
export interface JurorRoundRecord {
  readonly duties: number;
  readonly ballots: number;
  readonly timely: number;
  readonly absent: number;
  readonly equivocations: number;
  /** Ballots that alone would have given the outcome. */
  readonly agreements: number;
  /** Mean nearness of ballots to outcomes in basis points; undefined when there is none. */
  readonly agreement: number | undefined;
}

/** Runs of a pact's published task set for its publisher, judged by a drawn panel. They are no trade. */
export interface CalibrationRecord {
  readonly pact: Hex;
  readonly publisher: Address;
  readonly runs: number;
  /** Payouts in basis points. */
  readonly best: number;
  readonly latest: number;
  /** Unix seconds of the latest. */
  readonly latestAt: bigint;
}

/** Everything on record about an address; lists are sorted by what they are of. */
export interface ReputationRecords {
  readonly seller: SettlementRecord;
  readonly buyer: SettlementRecord;
  readonly failures: readonly FailureRecord[];
  readonly ratings: readonly RatingRecord[];
  readonly pacts: readonly PactRecord[];
  readonly juror: { readonly named: JurorRoundRecord; readonly drawn: JurorRoundRecord };
  readonly calibrations: readonly CalibrationRecord[];
}

const sumOf = <Entry>(list: readonly Entry[], amountOf: (entry: Entry) => bigint) =>
  list.reduce((total, entry) => total + amountOf(entry), 0n);

const countOf = <Entry>(list: readonly Entry[], fits: (entry: Entry) => boolean) => list.filter(fits).length;

const sorted = <Key extends string, Entry>(groups: ReadonlyMap<Key, Entry>) =>
  [...groups].sort(([a], [b]) => (a < b ? -1 : 1));

/** A weighted mean; undefined when nothing weighs. */
function meanOf(entries: readonly { readonly value: bigint; readonly weight: bigint }[]): number | undefined {
  const weight = sumOf(entries, (entry) => entry.weight);
  return weight === 0n ? undefined : Number(sumOf(entries, (entry) => entry.value * entry.weight) / weight);
}

/** Whether a delivery, a verdict or a release came by the deadline. */
export function isOnTime({ deliveredAt, deadline, timestamp, ...settled }: Settled): boolean {
  return deliveredAt === undefined
    ? earnedIn(settled) > 0n && timestamp <= deadline
    : deliveredAt <= deadline;
}

function settlementRecord(settlements: readonly Settled[], side: "buyer" | "seller"): SettlementRecord {
  return {
    milestones: settlements.length,
    counterparties: new Set(settlements.map(({ from, to }) => (side === "buyer" ? to : from))).size,
    value: sumOf(settlements, ({ amount }) => amount),
    toSeller: sumOf(settlements, ({ toSeller }) => toSeller),
    toBuyer: sumOf(settlements, ({ toBuyer }) => toBuyer),
    onTime: countOf(settlements, isOnTime),
    disputes: countOf(settlements, ({ contests }) => contests.length > 0),
    disputesLost: countOf(settlements, (settled) => disputeLosers(settled).has(side)),
  };
}

function failureRecords(sold: readonly Settled[]): FailureRecord[] {
  const failed = sold.map((settled) => ({ settled, kinds: failuresIn(settled, settled.clauses) }));
  return failureKinds.map((kind) => {
    const ofKind = failed.filter(({ kinds }) => kinds.includes(kind));
    return { kind, milestones: ofKind.length, value: sumOf(ofKind, ({ settled }) => lostIn(settled)) };
  });
}

function ratingRecords(book: Book, received: readonly Rated[]): RatingRecord[] {
  return sorted(groupBy(received, ({ by }) => by)).map(([counterparty, ratings]) => ({
    counterparty,
    ratings: ratings.length,
    average: meanOf(
      ratings.map((rating) => ({
        value: BigInt(rating.score) * 100n,
        weight: decayedAt(book, ratedValue(rating), rating.timestamp),
      })),
    ),
    value: sumOf(ratings, ratedValue),
  }));
}

function pactRecords(book: Book, sold: readonly Settled[]): PactRecord[] {
  const results = sold.flatMap((settled) => settled.clauses.map((clause) => ({ settled, clause })));
  return sorted(groupBy(results, ({ clause }) => clause.kind)).map(([kind, ofKind]) => ({
    kind,
    results: ofKind.length,
    units: sumOf(ofKind, ({ clause }) => BigInt(clause.units)),
    lost: sumOf(ofKind, ({ clause }) => BigInt(clause.lost)),
    share: meanOf(
      ofKind.map(({ clause, settled }) => ({
        value: clauseShare(clause),
        weight: decayedAt(book, settled.amount, settled.timestamp),
      })),
    ),
  }));
}

function jurorRecord(all: readonly Duty[], round: number): JurorRoundRecord {
  const duties = all.filter((duty) => duty.round === round);
  const ballots = duties.filter(({ payout }) => payout !== undefined);
  const compared = ballots.filter(({ outcome }) => outcome !== undefined);
  return {
    duties: countOf(duties, isDuty),
    ballots: ballots.length,
    timely: countOf(ballots, ({ timely }) => timely),
    absent: countOf(duties, ({ absent }) => absent),
    equivocations: countOf(duties, ({ equivocated }) => equivocated),
    agreements: countOf(compared, ({ payout, outcome }) => payout === outcome),
    agreement: meanOf(compared.map((duty) => ({ value: agreementOf(duty), weight: 1n }))),
  };
}

/** Only runs that a panel of chance judged, for a publisher whom the seller did not pay. */
function calibrationRecords({ flowBack }: Book, runs: readonly Settled[]): CalibrationRecord[] {
  const judged = runs.filter(
    ({ panel, cause, from, to, amount }) =>
      panel === "drawn" && cause === "verdict" && amount > 0n && !flowBack(to, from),
  );
  return sorted(groupBy(judged, ({ pact, from }) => `${pact.toLowerCase()}/${from}`)).flatMap(([, group]) => {
    const inTime = [...group].sort((a, b) => Number(a.timestamp - b.timestamp));
    const payouts = inTime.map(({ toSeller, amount }) => Number((WHOLE * toSeller) / amount));
    const last = inTime.at(-1);
    if (last === undefined) return [];
    return {
      ...{ pact: last.pact, publisher: last.from, runs: group.length },
      ...{ best: Math.max(...payouts), latest: payouts.at(-1) ?? 0, latestAt: last.timestamp },
    };
  });
}

/** The account that was rated. */
function ratedAccount({ of, settled: [first] }: Rated): Address | undefined {
  return first?.from === of ? first.buyer : first?.seller;
}

/**
 * The duties of an address, as the owner of seats and as a juror's key. Drawn rounds count for the named pools alone: anyone deploys
 * another pool, which draws and punishes whom it likes.
 */
function dutiesOf({ duties, dutiesOfKeys, pools }: Book, subject: Address): readonly Duty[] {
  const all = new Set([...(duties.get(subject) ?? []), ...(dutiesOfKeys.get(subject) ?? [])]);
  return [...all].filter((duty) => isOfPools(duty, pools));
}

/** The records of a principal with all its accounts, of one account alone, or of a juror's key: of whichever the address is. */
export function readRecords(book: Book, subject: Address): ReputationRecords {
  const principal = book.facts.principals.of(subject);
  const isOf = (account: Address | undefined) => subject === principal || account?.toLowerCase() === subject;
  const ofPrincipal = <Entry>(lists: ReadonlyMap<Address, readonly Entry[]>) => lists.get(principal) ?? [];
  const sold = ofPrincipal(book.sold).filter(({ seller }) => isOf(seller));
  const bought = ofPrincipal(book.bought).filter(({ buyer }) => isOf(buyer));
  const duties = dutiesOf(book, subject);
  const received = ofPrincipal(book.rated).filter((rating) => isOf(ratedAccount(rating)));
  const runs = ofPrincipal(book.calibrations).filter(({ seller }) => isOf(seller));
  return {
    seller: settlementRecord(sold, "seller"),
    buyer: settlementRecord(bought, "buyer"),
    failures: failureRecords(sold),
    ratings: ratingRecords(book, received),
    pacts: pactRecords(book, sold),
    juror: { named: jurorRecord(duties, 1), drawn: jurorRecord(duties, 2) },
    calibrations: calibrationRecords(book, runs),
  };
}
