import type { Attack, Shape } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { seatSpend, spendOf } from "../spend.ts";
import { STAKE, seatOf, WashTrades } from "./wash-trades.ts";

/** A few cents above what counts of one counterparty when half a day has passed: what is above it buys nothing. */
export const AT_CAP = 250.37;
/** Amounts of so many times that. */
export const timesCap = (times: number) => ({ usdc: times * AT_CAP, usdcBack: times * AT_CAP });

/**
 * A ring around the one that is to be seen: all members pay it, and it pays some of them back; each member pays the next ones, so that
 * trust stays among those who praise. The hub owns the seats itself, or owners do, who pay it and a part of the members each. A star,
 * a chain, and all who pay each other are special cases.
 */
export function hubOf(market: MarketScript, shape: Shape): Attack {
  const { seats, ageDays, owners, members, paidBack, next, spread, usdc, usdcBack } = shape;
  const subject = partyOf("attacker", 0);
  const memberAt = (at: number) => partyOf("attacker", 1 + (at % members));
  const ownerAt = (at: number) => (owners === 0 ? subject : partyOf("attacker", 1 + members + (at % owners)));
  const wash = new WashTrades(market);
  for (let at = 0; at < members; at += 1) {
    wash.add(memberAt(at), subject, usdc);
    if (at < paidBack) wash.addUnrated(subject, memberAt(at), usdcBack);
    for (let step = 1; step <= Math.min(next, members - 1); step += 1) {
      wash.addUnrated(memberAt(at), memberAt(at + step), usdcBack);
    }
  }
  for (let owner = 0; owner < owners; owner += 1) {
    wash.add(ownerAt(owner), subject, usdc);
    for (let each = 0; each < Math.min(spread, members); each += 1) {
      wash.addUnrated(ownerAt(owner), memberAt(paidBack + owner * spread + each), usdcBack);
    }
  }
  const taken = Array.from({ length: seats }, (_, seat) => seatOf(market, ownerAt(seat), ageDays));
  return {
    ...{ subject, deals: wash.deals, seats: taken },
    spend: spendOf(wash.spend, seatSpend(seats, ageDays * DAY, STAKE)),
    said: `hub: ${seats} seats of ${ageDays} days, ${wash.deals.length} staged deals with ${members + owners} others`,
  };
}
