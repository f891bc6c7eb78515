import type {
  ClauseFact,
  FactBlock,
  JurorFact,
  RatingFact,
  ReputationFacts,
  SeatFact,
  SettlementFact,
} from "quittance/reputation";
import type { Address, Hex } from "viem";
import { CONTEST_BEFORE } from "./chain/steps.ts";
import { dealIdOf } from "./people.ts";
import type { MarketScript, ScriptDeal, ScriptRating, ScriptSeat } from "./script.ts";

/** The pool of the script's seats where no chain has one, and the pact of its deals. */
export const POOL: Address = "0x00000000000000000000000000000000000f0001";
export const PACT: Hex = `0x${"7".repeat(64)}`;
const ZERO: Address = "0x0000000000000000000000000000000000000000";
const FULL = 10_000n;
/** Jurors of round 2. */
const DRAWN = 7;

/** The unix second of the script's first day. */
export const FIRST_DAY = 1_700_000_000;

/** The block of the script at a second: one block each second, as where no chain counts them. */
export const blockAt = (second: number): FactBlock => {
  const timestamp = BigInt(FIRST_DAY + second);
  return { blockNumber: timestamp, timestamp };
};

/** What a script leaves to the chain that plays it. */
export interface Places {
  readonly pool: Address;
  readonly pact: Hex;
  readonly dealId: (deal: ScriptDeal) => Hex;
  readonly settled: (deal: ScriptDeal) => FactBlock;
  /** Of a deal that ends by a verdict, where the first one is. */
  readonly judged: (deal: ScriptDeal) => FactBlock;
  readonly rated: (deal: ScriptDeal, rating: ScriptRating) => FactBlock;
  /** Whose ballots of a round are on record. */
  readonly voted: (deal: ScriptDeal, round: 1 | 2) => readonly Address[];
}

/** Where no chain plays it. Duties of round 1 are left out: they are in records alone, and no score depends on them. */
const onPaper = (seats: readonly ScriptSeat[]): Places => ({
  ...{ pool: POOL, pact: PACT, dealId: ({ number }) => dealIdOf(number) },
  settled: ({ settledAt }) => blockAt(settledAt),
  judged: ({ settledAt, contested }) =>
    blockAt(contested === undefined ? settledAt : settledAt - CONTEST_BEFORE),
  rated: ({ settledAt }, { after }) => blockAt(settledAt + after),
  voted: ({ number, openedAt, contested, buyer, seller }, round) => {
    if (round === 1 || contested === undefined) return [];
    const able = seats.filter(
      ({ owner, joinedAt }) => joinedAt < openedAt && owner !== buyer && owner !== seller,
    );
    const drawn = Array.from({ length: DRAWN }, (_, at) => able[(number + at) % able.length]?.owner);
    return [...new Set(drawn.filter((owner) => owner !== undefined))];
  },
});

function settlementOf(deal: ScriptDeal, places: Places): SettlementFact {
  const { buyer, seller, amount, payout, ending, deadline, isDrawn, contested } = deal;
  const toSeller = (amount * BigInt(payout)) / FULL;
  return {
    ...{ dealId: places.dealId(deal), milestone: 0, buyer, seller, pact: places.pact, category: 0n },
    ...{ marketplace: ZERO, amount, toSeller, toBuyer: amount - toSeller },
    ...{ cause: ending, deadline: BigInt(FIRST_DAY + deadline) },
    ...(ending === "verdict" && toSeller > 0n ? { deliveredAt: places.judged(deal).timestamp } : {}),
    round: ending !== "verdict" ? 0 : contested === undefined ? 1 : 2,
    contests: contested === undefined ? [] : [{ side: "seller" as const, payout: contested.payout }],
    panel: isDrawn ? "drawn" : "agreed",
    ...places.settled(deal),
  };
}

const ratingsOf = (deal: ScriptDeal, places: Places): RatingFact[] =>
  deal.ratings.map((rating) => ({
    ...{ dealId: places.dealId(deal), rater: rating.side === "buyer" ? deal.buyer : deal.seller },
    ...{ score: rating.score, ...places.rated(deal, rating) },
  }));

function clausesOf(deal: ScriptDeal, places: Places): ClauseFact[] {
  const { clauseLost: lost } = deal;
  if (lost === undefined) return [];
  return [{ dealId: places.dealId(deal), milestone: 0, kind: "criterion", units: 1, lost }];
}

/** All jurors of a panel vote for what comes out of their round. */
function dutiesOf(deal: ScriptDeal, places: Places): JurorFact[] {
  const { payout: outcome, contested, ending } = deal;
  if (ending !== "verdict") return [];
  return ([1, 2] as const).flatMap((round) =>
    places.voted(deal, round).map((juror) => ({
      ...{ dealId: places.dealId(deal), milestone: 0, round, juror },
      ...(round === 2 ? { principal: juror, pool: places.pool } : {}),
      payout: round === 1 ? (contested?.payout ?? outcome) : outcome,
      ...{ outcome, timely: true, absent: false, equivocated: false, ...places.settled(deal) },
    })),
  );
}

/** The facts that follow from a script: as if a chain had played it, or as one did. */
export function factsOf(
  { deals, seats }: Pick<MarketScript, "deals" | "seats">,
  places = onPaper(seats),
): ReputationFacts {
  return {
    settlements: deals.map((deal) => settlementOf(deal, places)),
    clauses: deals.flatMap((deal) => clausesOf(deal, places)),
    ratings: deals.flatMap((deal) => ratingsOf(deal, places)),
    jurors: deals.flatMap((deal) => dutiesOf(deal, places)),
    seats: seats.map(
      ({ owner, stake, joinedAt }, number): SeatFact => ({
        ...{ pool: places.pool, number, owner, stake, joinedAt: BigInt(FIRST_DAY + joinedAt) },
      }),
    ),
  };
}
