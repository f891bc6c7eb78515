import { type Random, randomFrom } from "../random.ts";
import { outcomeOf } from "./outcome.ts";
import { partyOf } from "./people.ts";
import { type Agent, DAY, type MarketScript, type ScriptDeal, type ScriptSeat, USDC } from "./script.ts";

/** What a market is made of. */
export interface MarketOptions {
  readonly seed: number;
  readonly agents: number;
  /** Seats of 100 USDC, each of another agent. */
  readonly seats: number;
  readonly days: number;
  /** Deals that an agent buys in a week, on average; 0.5 when left out. */
  readonly weekly?: number;
}

/** An agent with what it does in the market. */
interface Trader extends Agent {
  /** Deals that it buys in a day, on average. */
  readonly demand: number;
  /** How often buyers see it. */
  readonly reach: number;
  /** Those who served it well. */
  readonly known: number[];
}

const SEAT_STAKE = 100n * USDC;
const WEEKLY = 0.5;
/** So many of those who trade are there on the first day; the others join in the first half of the time. */
const PRESENT = 0.5;
/** Seats were taken from so long before the first day until half a year after it. */
const OLDEST_SEAT_DAYS = 540;
const NEWEST_SEAT_DAYS = 180;
/** How often a buyer goes back to one that served it well. */
const LOYALTY = 0.5;
/** Sellers that a buyer compares when it looks for a new one: it takes the best of them. */
const COMPARED = 2;
const MEDIAN_PRICE = 60;
const LEAST_PRICE = 2;
const MOST_PRICE = 2_000;

const normalExp = (random: Random, spread: number) => Math.exp(spread * random.normal());
const share = (random: Random) => random.below(1_000_000) / 1_000_000;

function tradersOf({ agents, days, weekly = WEEKLY }: MarketOptions, random: Random): Trader[] {
  return Array.from({ length: agents }, (_, number) => {
    const isPresent = share(random) < PRESENT;
    return {
      address: partyOf("agent", number),
      // Most are good: nine in ten keep between two thirds and all of what they agree to.
      quality: share(random) < 0.1 ? 0.2 + 0.4 * share(random) : 0.66 + 0.34 * share(random),
      joinedAt: isPresent ? 0 : random.below(Math.max(1, Math.floor((days * DAY) / 2))),
      demand: (weekly / 7) * normalExp(random, 0.8),
      reach: normalExp(random, 0.8),
      known: [],
    };
  });
}

/** Seats belong to those who are there first, and who pay the most. */
function seatsOf({ seats }: MarketOptions, traders: readonly Trader[], random: Random): ScriptSeat[] {
  return traders
    .filter(({ joinedAt }) => joinedAt === 0)
    .sort((a, b) => b.demand - a.demand)
    .slice(0, seats)
    .map(({ address }) => ({
      owner: address,
      stake: SEAT_STAKE,
      joinedAt: NEWEST_SEAT_DAYS * DAY - random.below((OLDEST_SEAT_DAYS + NEWEST_SEAT_DAYS) * DAY),
    }))
    .sort((a, b) => a.joinedAt - b.joinedAt);
}

/** One by chance, those with more reach more often. */
function meet(traders: readonly Trader[], now: number, sums: readonly number[], random: Random): number {
  const total = sums.at(-1) ?? 0;
  const wanted = share(random) * total;
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return (traders[low]?.joinedAt ?? 0) <= now ? low : -1;
}

function chooseSeller(
  traders: readonly Trader[],
  buyer: number,
  now: number,
  sums: readonly number[],
  random: Random,
): number | undefined {
  const { known } = traders[buyer] as Trader;
  if (known.length > 0 && share(random) < LOYALTY) return known[random.below(known.length)];
  const met = Array.from({ length: COMPARED }, () => meet(traders, now, sums, random));
  const able = met.filter((each) => each >= 0 && each !== buyer);
  return able.sort((a, b) => (traders[b]?.quality ?? 0) - (traders[a]?.quality ?? 0))[0];
}

/** Plays a market. The same options give the same script. */
export function playMarket(options: MarketOptions): MarketScript {
  const { seed, days } = options;
  const random = randomFrom(seed);
  const traders = tradersOf(options, random);
  const seats = seatsOf(options, traders, random);
  let reached = 0;
  const sums = traders.map(({ reach }) => {
    reached += reach;
    return reached;
  });
  const deals: ScriptDeal[] = [];
  for (let day = 0; day < days; day += 1) {
    for (const [buyer, trader] of traders.entries()) {
      const now = day * DAY + random.below(DAY);
      if (trader.joinedAt > now || share(random) >= Math.min(1, trader.demand)) continue;
      const seller = chooseSeller(traders, buyer, now, sums, random);
      const found = seller === undefined ? undefined : traders[seller];
      if (found === undefined || seller === undefined) continue;
      const price = Math.min(MOST_PRICE, Math.max(LEAST_PRICE, MEDIAN_PRICE * normalExp(random, 1)));
      const outcome = outcomeOf(found.quality, now, random);
      if (outcome.payout === 10_000 && !trader.known.includes(seller)) trader.known.push(seller);
      const amount = BigInt(Math.round(price * 100)) * 10_000n;
      deals.push({
        ...{ number: deals.length, buyer: trader.address, seller: found.address, amount, openedAt: now },
        ...outcome,
      });
    }
  }
  const agents = traders.map(({ address, quality, joinedAt }) => ({ address, quality, joinedAt }));
  return { agents, seats, deals, seconds: days * DAY };
}
