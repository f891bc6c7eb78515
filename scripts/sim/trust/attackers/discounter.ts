import type { Attack, Attacker } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { PRICES, spendOf } from "../spend.ts";
import { WashTrades } from "./wash-trades.ts";

const CUSTOMERS = [1, 2, 3, 5, 8, 12, 16, 20, 30, 40];
const VALUES = [2, 50, 200, 500, 1_000];
const PARTNERS = 12;

/** The owners of seats, those who vouch with the most first. */
const ownersIn = ({ seats, seconds }: MarketScript) =>
  [...new Map(seats.map((seat) => [seat.owner, seat])).values()]
    .filter(({ joinedAt }) => joinedAt + 30 * DAY <= seconds)
    .map(({ owner }) => owner);

function discounted(market: MarketScript, customers: number, usdc: number, amplifies: boolean): Attack {
  const subject = partyOf("attacker", 0);
  const wash = new WashTrades(market);
  const owners = ownersIn(market).slice(0, customers);
  for (const owner of owners) wash.add(owner, subject, usdc);
  for (let partner = 1; amplifies && partner <= PARTNERS; partner += 1) {
    wash.add(partyOf("attacker", partner), subject, 1_000);
    wash.add(subject, partyOf("attacker", partner), 1_000);
  }
  return {
    ...{ subject, deals: wash.deals, seats: [] },
    spend: spendOf(wash.spend, { lost: owners.length * usdc * PRICES.discount }),
    said: `${owners.length} owners of seats buy for ${usdc} USDC each, below the price`,
  };
}

/** Sells what is worth its price to honest owners of seats below it, or pays them back a part: trust is bought from them. */
export const discounter: Attacker = {
  name: "discounts, bribes",
  families: (market) =>
    [false, true].flatMap((amplifies) =>
      VALUES.map((usdc) =>
        CUSTOMERS.filter((customers) => customers <= ownersIn(market).length).map(
          (customers) => () => discounted(market, customers, usdc, amplifies),
        ),
      ),
    ),
};
