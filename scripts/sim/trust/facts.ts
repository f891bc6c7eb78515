import type { Address, Hex } from "viem";
import type {
  ClauseFact,
  FactBlock,
  RatingFact,
  ReputationFacts,
  SeatFact,
  SettlementFact,
} from "quittance/reputation";
import { dealIdOf } from "./people.ts";
import type { MarketScript, ScriptDeal } from "./script.ts";

/** The pool of the script's seats where no chain has one, and the pact of its deals. */
export const POOL: Address = "0x00000000000000000000000000000000000f0001";
export const PACT: Hex = `0x${"7".repeat(64)}`;
const ZERO: Address = "0x0000000000000000000000000000000000000000";
const FULL = 10_000n;

/** The unix second of the script's first day. */
export const FIRST_DAY = 1_700_000_000;

/** The block of the script at a second: one block each second, as where no chain counts them. */
export const blockAt = (second: number): FactBlock => {
  const timestamp = BigInt(FIRST_DAY + second);
  return { blockNumber: timestamp, timestamp };
};

const partsOf = ({ amount, payout }: ScriptDeal) => {
  const toSeller = (amount * BigInt(payout)) / FULL;
  return { amount, toSeller, toBuyer: amount - toSeller };
};

/** The last round that reached a verdict. */
const roundOf = ({ ending, contested }: ScriptDeal) =>
  ending !== "verdict" ? 0 : contested === undefined ? 1 : 2;

function settlementOf(deal: ScriptDeal): SettlementFact {
  const { number, buyer, seller, ending, deadline, isDrawn, contested, settledAt } = deal;
  return {
    ...{ dealId: dealIdOf(number), milestone: 0, buyer, seller, pact: PACT, category: 0n, marketplace: ZERO },
    ...partsOf(deal),
    ...{ cause: ending, deadline: BigInt(FIRST_DAY + deadline), round: roundOf(deal) },
    contests: contested === undefined ? [] : [{ side: "seller" as const, payout: contested.payout }],
    panel: isDrawn ? "drawn" : "agreed",
    ...blockAt(settledAt),
  };
}

function ratingsOf({ number, buyer, seller, ratings, settledAt }: ScriptDeal): RatingFact[] {
  return ratings.map(({ side, score, after }) => ({
    ...{ dealId: dealIdOf(number), rater: side === "buyer" ? buyer : seller, score },
    ...blockAt(settledAt + after),
  }));
}

function clausesOf({ number, clauseLost }: ScriptDeal): ClauseFact[] {
  if (clauseLost === undefined) return [];
  return [{ dealId: dealIdOf(number), milestone: 0, kind: "criterion", units: 1, lost: clauseLost }];
}

/** The facts that follow from a script, as if a chain had played it. */
export function factsOf({ deals, seats }: Pick<MarketScript, "deals" | "seats">): ReputationFacts {
  return {
    settlements: deals.map(settlementOf),
    clauses: deals.flatMap(clausesOf),
    ratings: deals.flatMap(ratingsOf),
    seats: seats.map(
      ({ owner, stake, joinedAt }, number): SeatFact => ({
        ...{ pool: POOL, number, owner, stake, joinedAt: BigInt(FIRST_DAY + joinedAt) },
      }),
    ),
  };
}
