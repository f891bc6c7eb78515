import { slanderFamilies } from "./attackers/slanderer.ts";
import type { Rule } from "./rules/rule.ts";
import type { MarketScript } from "./script.ts";
import { spendOf, usdOf } from "./spend.ts";

/** What it takes to bring an honest seller down by a tier. */
export interface SlanderFigure {
  readonly rule: string;
  /** Honest sellers that were attacked: those in the second tier or above who sold the most. */
  readonly victims: number;
  /** Of them, those that fell whatever the attacker spent, within what was tried. */
  readonly fallen: number;
  /** Dollars, of the cheapest and of the median victim that fell; null when none did. */
  readonly least: number | null;
  readonly median: number | null;
}

const VICTIMS = 3;
const SECOND_TIER = 2;

/** Tries everything on some of the best honest sellers of a market. */
export function measureSlander(
  market: MarketScript,
  rule: Rule,
  onStep: () => void = () => {},
): SlanderFigure {
  const tierOf = rule.on(market);
  const nothing = { deals: [], seats: [], spend: spendOf(), said: "nothing" };
  const sold = (seller: string) => market.deals.filter((deal) => deal.seller === seller).length;
  const victims: { readonly address: `0x${string}`; readonly tier: number }[] = [];
  for (const { address } of [...market.agents].sort((a, b) => sold(b.address) - sold(a.address))) {
    if (victims.length === VICTIMS) break;
    const tier = tierOf({ ...nothing, subject: address });
    if (tier >= SECOND_TIER) victims.push({ address, tier });
  }
  const spent = victims.flatMap(({ address, tier }) => {
    let best: number | undefined;
    for (const family of slanderFamilies(market, address)) {
      for (const attack of family.map((make) => make())) {
        const usd = usdOf(attack.spend);
        if (best !== undefined && usd >= best) break;
        onStep();
        if (tierOf(attack) >= tier) continue;
        best = usd;
        break;
      }
    }
    return best === undefined ? [] : [best];
  });
  spent.sort((a, b) => a - b);
  return {
    ...{ rule: rule.name, victims: victims.length, fallen: spent.length },
    least: spent[0] ?? null,
    median: spent[Math.floor(spent.length / 2)] ?? null,
  };
}
