import type { Address } from "viem";
import type { Attack, Family } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { seatSpend, spendOf } from "../spend.ts";
import { STAKE, seatOf, WashTrades } from "./wash-trades.ts";

const SEATS = [0, 10, 100];
const BUYERS = [2, 10, 50];
const PRICES_USDC = [2, 500];
const AGE_DAYS = 360;

/** Buyers that buy honest work, take it, and rate it with 0. What they pay is lost, as they have no use for the work. */
function slanderOf(
  market: MarketScript,
  victim: Address,
  { buyers, seats, usdc }: { readonly buyers: number; readonly seats: number; readonly usdc: number },
): Attack {
  const wash = new WashTrades(market);
  for (let buyer = 0; buyer < buyers; buyer += 1) wash.add(partyOf("attacker", buyer), victim, usdc, 0);
  const owners = Math.max(1, Math.min(buyers, seats));
  return {
    ...{ subject: victim, deals: wash.deals },
    seats: Array.from({ length: seats }, (_, seat) =>
      seatOf(market, partyOf("attacker", seat % owners), AGE_DAYS),
    ),
    spend: spendOf(wash.spend, seatSpend(seats, AGE_DAYS * DAY, STAKE), { lost: buyers * usdc }),
    said: `${buyers} buyers pay ${usdc} USDC each and rate with 0, ${seats} seats`,
  };
}

/** Everything a slanderer tries against one honest seller. */
export const slanderFamilies = (market: MarketScript, victim: Address): readonly Family[] =>
  SEATS.flatMap((seats) =>
    PRICES_USDC.map((usdc) =>
      BUYERS.map((buyers) => () => slanderOf(market, victim, { buyers, seats, usdc })),
    ),
  );
