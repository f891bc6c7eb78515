import type { Attack, Attacker } from "../attack.ts";
import { partyOf } from "../people.ts";
import { DAY, type MarketScript } from "../script.ts";
import { GAS, seatSpend, spendOf } from "../spend.ts";
import { STAKE, seatOf, WashTrades } from "./wash-trades.ts";

const SWARMS = [1, 3, 5, 10, 20, 50, 200];
const SEATS = [1, 2, 5, 10, 20, 50, 100];
const AGES = [30, 360];

/** Many identities that each buy for a little and praise: some of them are paid by owners of seats, so that they have trust. */
function swarmOf(market: MarketScript, size: number, seats: number, ageDays: number): Attack {
  const subject = partyOf("attacker", 0);
  const wash = new WashTrades(market);
  for (let member = 0; member < size; member += 1) {
    if (seats > 0) wash.add(partyOf("attacker", 1 + (member % seats)), partyOf("swarm", member), 300);
    wash.add(partyOf("swarm", member), subject, seats > 0 ? 300 : 1);
  }
  return {
    ...{ subject, deals: wash.deals },
    seats: Array.from({ length: seats }, (_, seat) => seatOf(market, partyOf("attacker", 1 + seat), ageDays)),
    spend: spendOf(wash.spend, seatSpend(seats, ageDays * DAY, STAKE)),
    said: `${size} identities, ${seats} seats of ${ageDays} days`,
  };
}

/** Feedback without a deal, where a registry takes it from anyone. */
function feedbackOf(size: number): Attack {
  const feedback = Array.from({ length: size }, (_, member) => ({
    ...{ client: partyOf("swarm", member), score: 100 },
  }));
  return {
    ...{ subject: partyOf("attacker", 0), deals: [], seats: [], feedback },
    spend: spendOf({ gas: GAS.registration + size * (GAS.feedback + GAS.identity) }),
    said: `feedback by ${size} identities, without a deal`,
  };
}

export const swarm: Attacker = {
  name: "Sybil swarm",
  families: (market) => [
    SWARMS.map((size) => () => feedbackOf(size)),
    SWARMS.map((size) => () => swarmOf(market, size, 0, 0)),
    ...AGES.flatMap((age) =>
      [20, 50].map((size) => SEATS.map((seats) => () => swarmOf(market, size, seats, age))),
    ),
  ],
};
