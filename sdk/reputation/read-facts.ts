import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { problemOfValue } from "../protocol/check-message.ts";
import { checkFacts } from "./check-facts.ts";
import type {
  ClauseFact,
  FactBlock,
  JurorFact,
  PaymentFact,
  RatingFact,
  ReputationFacts,
  SeatFact,
  SettlementFact,
} from "./facts.ts";
import { groupBy } from "./group.ts";
import { lower, Principals } from "./principals.ts";

/** A milestone between two principals, with what documents say of its clauses. */
export interface Settled extends SettlementFact {
  /** Deal and milestone: what lists are sorted by. */
  readonly key: string;
  readonly from: Address;
  readonly to: Address;
  readonly clauses: readonly ClauseFact[];
}

/** A rating with its principals, and the milestones of its deal. */
export interface Rated extends RatingFact {
  readonly key: string;
  readonly by: Address;
  readonly of: Address;
  readonly settled: readonly Settled[];
}

export interface Duty extends JurorFact {
  readonly key: string;
  readonly holder: Address;
}

export interface OwnedSeat extends SeatFact {
  readonly key: string;
  readonly holder: Address;
}

export interface Payment extends PaymentFact {
  readonly sender: Address;
  readonly receiver: Address;
}

/** Facts as of a block: checked, in an order of their own, by principals. */
export interface ReadFacts {
  readonly asOf: FactBlock;
  readonly principals: Principals;
  /** Between two principals; what one did with itself says nothing. */
  readonly trade: readonly Settled[];
  readonly calibrations: readonly Settled[];
  readonly ratings: readonly Rated[];
  readonly duties: readonly Duty[];
  readonly seats: readonly OwnedSeat[];
  readonly payments: readonly Payment[];
}

const questionOf = ({ dealId, milestone }: { readonly dealId: Hex; readonly milestone: number }) =>
  `${lower(dealId)}/${String(milestone).padStart(3, "0")}`;

const inOrder = <Keyed extends { readonly key: string }>(list: readonly Keyed[]): Keyed[] =>
  [...list].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/** Checks the block that is asked about. */
export function readAsOf(asOf: FactBlock): FactBlock {
  requireOptions(asOf, "blockNumber timestamp", "asOf");
  for (const [name, type] of [["blockNumber", "uint64"] as const, ["timestamp", "uint40"] as const]) {
    const value = asOf[name];
    const problem = problemOfValue(type, value);
    if (problem !== undefined) throw new InvalidFieldError({ field: `asOf.${name}`, value, ...problem });
  }
  return { blockNumber: asOf.blockNumber, timestamp: BigInt(asOf.timestamp) };
}

/** Leaves out what had not happened at the block; refuses a time that contradicts it. */
function until<Fact extends FactBlock>(list: string, facts: readonly Fact[], asOf: FactBlock) {
  return facts.flatMap((fact, index) => {
    if (fact.blockNumber > asOf.blockNumber) return [];
    const timestamp = BigInt(fact.timestamp);
    if (timestamp <= asOf.timestamp)
      return [{ fact: { ...fact, timestamp }, path: `facts.${list}[${index}]` }];
    throw new InvalidFieldError({
      field: `facts.${list}[${index}].timestamp`,
      value: fact.timestamp,
      problem: `must not be after asOf.timestamp, ${asOf.timestamp}, as its block is not after asOf.blockNumber`,
      remedy: "Give number and time of one block of one chain.",
    });
  });
}

/** Adds to a set, and refuses what is in it already: a fact that is counted twice would weigh twice. */
function requireNew(seen: Set<string>, path: string, key: string): string {
  if (seen.has(key)) {
    throw new InvalidFieldError({
      field: path,
      value: undefined,
      unknown: true,
      problem: "is there twice",
      remedy: "Give each fact once.",
    });
  }
  seen.add(key);
  return key;
}

function readSettlements(facts: ReputationFacts, asOf: FactBlock, principals: Principals): Settled[] {
  const clauses = groupBy(facts.clauses ?? [], questionOf);
  const seen = new Set<string>();
  return until("settlements", facts.settlements, asOf).map(({ fact, path }) => {
    const key = requireNew(seen, path, questionOf(fact));
    const found = clauses.get(key) ?? [];
    return {
      ...fact,
      key,
      from: principals.note(`${path}.buyerPrincipal`, fact.buyer, fact.buyerPrincipal),
      to: principals.note(`${path}.sellerPrincipal`, fact.seller, fact.sellerPrincipal),
      deadline: BigInt(fact.deadline),
      deliveredAt: fact.deliveredAt === undefined ? undefined : BigInt(fact.deliveredAt),
      clauses: found.length === 0 ? NO_CLAUSES : found,
    };
  });
}

const NO_CLAUSES: readonly ClauseFact[] = [];

function readRatings(facts: ReputationFacts, asOf: FactBlock, settled: readonly Settled[]): Rated[] {
  const deals = groupBy(settled, ({ dealId }) => lower(dealId));
  const seen = new Set<string>();
  return until("ratings", facts.ratings ?? [], asOf).flatMap(({ fact, path }) => {
    const key = requireNew(seen, path, `${lower(fact.dealId)}/${lower(fact.rater)}`);
    const milestones = deals.get(lower(fact.dealId)) ?? [];
    const [first] = milestones;
    // A rating of a deal without facts has no value, and no weight.
    if (first === undefined) return [];
    const isBuyer = lower(fact.rater) === lower(first.buyer);
    if (!isBuyer && lower(fact.rater) !== lower(first.seller)) {
      throw new InvalidFieldError({
        field: `${path}.rater`,
        value: fact.rater,
        address: true,
        problem: "must be a party of the deal",
        remedy: "Give the account that rated, not its principal or key.",
      });
    }
    const [by, of] = isBuyer ? [first.from, first.to] : [first.to, first.from];
    return by === of ? [] : [{ ...fact, key, by, of, settled: milestones }];
  });
}

/** Read last, when all principals are known: an account may own seats. */
function readDuties(facts: ReputationFacts, asOf: FactBlock, principals: Principals): Duty[] {
  const seen = new Set<string>();
  return until("jurors", facts.jurors ?? [], asOf).map(({ fact, path }) => {
    const key = requireNew(seen, path, `${questionOf(fact)}/${fact.round}/${lower(fact.juror)}`);
    return { ...fact, key, holder: principals.of(fact.principal ?? fact.juror) };
  });
}

function readSeats(facts: ReputationFacts, principals: Principals): OwnedSeat[] {
  const seen = new Set<string>();
  return (facts.seats ?? []).map((seat, index) => {
    const path = `facts.seats[${index}]`;
    const key = requireNew(seen, path, `${lower(seat.pool)}/${String(seat.number).padStart(10, "0")}`);
    const holder = principals.note(`${path}.ownerPrincipal`, seat.owner, seat.ownerPrincipal);
    const closedAt = seat.closedAt === undefined ? undefined : BigInt(seat.closedAt);
    return { ...seat, key, holder, joinedAt: BigInt(seat.joinedAt), closedAt };
  });
}

function readPayments(facts: ReputationFacts, asOf: FactBlock, principals: Principals): Payment[] {
  return until("payments", facts.payments ?? [], asOf).map(({ fact, path }) => ({
    ...fact,
    sender: principals.note(`${path}.fromPrincipal`, fact.from, fact.fromPrincipal),
    receiver: principals.note(`${path}.toPrincipal`, fact.to, fact.toPrincipal),
  }));
}

/** Checks facts and brings them into one order, whatever order they came in. */
export function readFacts(facts: ReputationFacts, block: FactBlock): ReadFacts {
  const asOf = readAsOf(block);
  checkFacts(facts);
  const principals = new Principals();
  const all = inOrder(readSettlements(facts, asOf, principals)).filter(({ from, to }) => from !== to);
  const trade = all.filter(({ calibration }) => calibration !== true);
  const seats = inOrder(readSeats(facts, principals));
  const payments = readPayments(facts, asOf, principals);
  return {
    ...{ asOf, principals, trade, seats, payments },
    calibrations: all.filter(({ calibration }) => calibration === true),
    ratings: inOrder(readRatings(facts, asOf, trade)),
    duties: inOrder(readDuties(facts, asOf, principals)),
  };
}
