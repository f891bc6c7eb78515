import { expect } from "chai";
import type { Attack } from "../../scripts/sim/trust/attack.ts";
import { STAKE, seatOf, WashTrades } from "../../scripts/sim/trust/attackers/wash-trades.ts";
import { partyOf } from "../../scripts/sim/trust/people.ts";
import { readReported } from "../../scripts/sim/trust/reported.ts";
import { quittanceRule } from "../../scripts/sim/trust/rules/quittance.ts";
import { DAY } from "../../scripts/sim/trust/script.ts";
import { attackedMarket, attackUsd } from "../../scripts/sim/trust/simulation.ts";
import { seatSpend, spendOf } from "../../scripts/sim/trust/spend.ts";

/** A dollar more than the cap of a counterparty: what is above it buys nothing. */
const USDC = 251;

const { seed, spends } = readReported();
const market = attackedMarket(seed);
const tierOf = quittanceRule().on(market);

/** A member that owns the seats trades both ways with others, each of whom also pays some of the next ones. */
function ringOf(seats: number, ageDays: number, others: number, next: number): Attack {
  const subject = partyOf("attacker", 0);
  const memberAt = (at: number) => partyOf("attacker", 1 + (at % others));
  const wash = new WashTrades(market);
  for (let at = 0; at < others; at++) {
    wash.add(memberAt(at), subject, USDC);
    wash.add(subject, memberAt(at), USDC);
    for (let step = 1; step <= next; step++) wash.add(memberAt(at), memberAt(at + step), USDC);
  }
  return {
    ...{ subject, deals: wash.deals, said: "" },
    seats: Array.from({ length: seats }, () => seatOf(market, subject, ageDays)),
    spend: spendOf(wash.spend, seatSpend(seats, ageDays * DAY, STAKE)),
  };
}

describe("what a ring with seats spends, as the docs report it", () => {
  const reported = spends.find(
    ({ rule, attacker }) => rule === quittanceRule().name && attacker === "ring with seats",
  );

  const rings: readonly (readonly [tier: number, name: string, ring: Parameters<typeof ringOf>])[] = [
    [2, "proven", [1, 90, 10, 0]],
    [3, "trusted", [1, 270, 20, 1]],
    [4, "established", [3, 270, 90, 1]],
  ];
  for (const [tier, name, ring] of rings) {
    it(`is no more than a ring of another shape needs for ${name}`, () => {
      const attack = ringOf(...ring);
      expect(tierOf(attack)).to.equal(tier);
      expect(reported?.tiers[tier - 1]?.usd).to.be.at.most(attackUsd(attack));
    });
  }
});
