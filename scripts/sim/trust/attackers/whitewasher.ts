import type { Attack, Attacker, Shape } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY } from "../script.ts";
import { GAS, seatSpend, spendOf } from "../spend.ts";
import { AT_CAP, hubOf, timesCap } from "./hub.ts";
import { ringOf, stakedFamilies } from "./ring.ts";
import { STAKE } from "./wash-trades.ts";

/** Days for which the seats that are there stay locked, so that the next identity looks good for as long. */
const HELD_DAYS = 30;
const AGE_DAYS = 720;

/** A ring that has cheated under one name, and has the same seats vouch for the next one. What the seats took before is not counted. */
function again(next: Attack): Attack {
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
  const seats = next.seats.length;
  const sunk = seatSpend(seats, AGE_DAYS * DAY, STAKE);
  const held = seats * STAKE * HELD_DAYS;
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

const OLD = { ageDays: AGE_DAYS, usdc: AT_CAP, usdcBack: AT_CAP } as const;
/** Where the search for cheaper ones starts: owners who pay the next name, and some of those who praise it. */
const STARTS: readonly Shape[] = [
  { ...OLD, seats: 1, owners: 1, members: 5, paidBack: 1, next: 0, spread: 1 },
  { ...OLD, seats: 2, owners: 2, members: 11, paidBack: 4, next: 0, spread: 1 },
  { ...OLD, seats: 3, owners: 3, members: 14, paidBack: 4, next: 0, spread: 1 },
  { ...OLD, seats: 5, owners: 5, members: 30, paidBack: 14, next: 0, spread: 1 },
  { ...OLD, seats: 6, owners: 6, members: 34, paidBack: 14, next: 0, spread: 1 },
  // For parameters that let one edge carry twice and four times as much.
  { ...OLD, seats: 4, owners: 4, members: 20, paidBack: 10, next: 0, spread: 1, ...timesCap(2) },
  { ...OLD, seats: 3, owners: 3, members: 14, paidBack: 8, next: 0, spread: 1, ...timesCap(4) },
  { ...OLD, seats: 4, owners: 4, members: 12, paidBack: 8, next: 0, spread: 1, ...timesCap(4) },
];

/** Leaves a name that lost its reputation, and comes back with another. */
export const whitewasher: Attacker = {
  name: "whitewasher",
  refined: { starts: STARTS, make: (market, shape) => again(hubOf(market, shape)) },
  families: (market) =>
    stakedFamilies(["star", "back", "mesh"], (options) => again(ringOf(market, options)), AGE_DAYS),
};
