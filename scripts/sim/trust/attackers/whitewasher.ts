import type { Attack, Attacker } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { GAS, seatSpend, spendOf } from "../spend.ts";
import { type RingOptions, ringOf, stakedFamilies } from "./ring.ts";
import { STAKE } from "./wash-trades.ts";

/** Days for which the seats that are there stay locked, so that the next identity looks good for as long. */
const HELD_DAYS = 30;
const AGE_DAYS = 720;

/** A ring that has cheated under one name, and has the same seats vouch for the next one. What the seats took before is not counted. */
function again(market: MarketScript, options: RingOptions): Attack {
  const next = ringOf(market, options);
  const first = partyOf("swarm", 0);
  const earlier = next.deals.map((deal, index) => ({
    ...deal,
    number: deal.number + next.deals.length,
    buyer: deal.buyer === next.subject ? first : deal.buyer,
    seller: deal.seller === next.subject ? first : deal.seller,
    openedAt: deal.openedAt - (HELD_DAYS + index) * DAY,
    deadline: deal.deadline - (HELD_DAYS + index) * DAY,
    settledAt: deal.settledAt - (HELD_DAYS + index) * DAY,
  }));
  const sunk = seatSpend(options.seats, options.ageDays * DAY, STAKE);
  const held = options.seats * STAKE * HELD_DAYS;
  return {
    ...next,
    deals: [...next.deals, ...earlier],
    spend: spendOf(next.spend, {
      gas: -(sunk.gas ?? 0) + GAS.identity,
      lockedDays: held - (sunk.lockedDays ?? 0),
    }),
    said: `${next.said}, for ${HELD_DAYS} more days`,
  };
}

/** Leaves a name that lost its reputation, and comes back with another. */
export const whitewasher: Attacker = {
  name: "whitewasher",
  families: (market) =>
    stakedFamilies(["star", "back", "mesh"], (options) => again(market, options), AGE_DAYS),
};
