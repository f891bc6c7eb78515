import type { Address } from "viem";
import type { MarketScript, ScriptDeal } from "../script.ts";
import { type Rule, tierOfScore } from "./rule.ts";

/** The share of trust that goes back to those who are trusted beforehand, in each round. */
const RETURNING = 0.2;
const ROUNDS = 40;

/** Local trust: deals that went well less those that went badly, never below 0. */
function localTrust(deals: readonly ScriptDeal[]): Map<Address, Map<Address, number>> {
  const local = new Map<Address, Map<Address, number>>();
  for (const { buyer, seller, payout } of deals) {
    const row = local.get(buyer) ?? new Map<Address, number>();
    row.set(seller, (row.get(seller) ?? 0) + (payout === 10_000 ? 1 : -1));
    local.set(buyer, row);
  }
  return local;
}

/**
 * EigenTrust as Kamvar, Schlosser and Garcia-Molina have it: local trust divided by its sum, and those who own seats trusted beforehand,
 * all alike. Floating point is enough, as it is only held against other rules.
 */
export function eigenTrust({ deals, seats }: Pick<MarketScript, "deals" | "seats">): Map<Address, number> {
  const local = localTrust(deals);
  const owners = [...new Set(seats.map(({ owner }) => owner))];
  const trusted = new Map(owners.map((owner) => [owner, 1 / owners.length]));
  let now = new Map(trusted);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Map([...trusted].map(([owner, part]) => [owner, RETURNING * part]));
    for (const [from, trust] of now) {
      const row = [...(local.get(from) ?? [])].filter(([, value]) => value > 0);
      const sum = row.reduce((total, [, value]) => total + value, 0);
      // One without experience trusts those who are trusted beforehand.
      const shares = sum === 0 ? [...trusted] : row.map(([to, value]) => [to, value / sum] as const);
      for (const [to, part] of shares) {
        next.set(to, (next.get(to) ?? 0) + (1 - RETURNING) * trust * part);
      }
    }
    now = next;
  }
  return now;
}

/** EigenTrust alone gives an order; a tier asks for a place in it: as many of the honest sellers below, in hundredths, as its score. */
export const eigenTrustRule: Rule = {
  name: "EigenTrust alone",
  on: (market) => {
    const honest = eigenTrust(market);
    const sellers = [...new Set(market.deals.map(({ seller }) => seller))];
    const order = sellers.map((seller) => honest.get(seller) ?? 0).sort((a, b) => a - b);
    return ({ subject, deals, seats }) => {
      const all = { deals: [...market.deals, ...deals], seats: [...market.seats, ...seats] };
      const trust = eigenTrust(all).get(subject) ?? 0;
      const below = order.filter((each) => each < trust).length;
      return tierOfScore((10_000 * below) / order.length);
    };
  },
};
