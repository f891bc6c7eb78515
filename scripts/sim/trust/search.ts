import type { Attack, Attacker, Family } from "./attack.ts";
import { REACHED, type Rule } from "./rules/rule.ts";
import type { MarketScript } from "./script.ts";
import { usdOf } from "./spend.ts";

/** The cheapest way that was found to a tier, and its place among the attacker's, so that it can be tried again. */
export interface Cheapest {
  readonly usd: number;
  readonly said: string;
  readonly family: number;
  readonly place: number;
}

/** By tier, from the first; null where none of the ways reaches it. */
export type CheapestByTier = readonly (Cheapest | null)[];

/** Finds what an attacker must spend at least for each tier under a rule. */
export function searchCheapest(
  market: MarketScript,
  attacker: Attacker,
  rule: Rule,
  onStep: () => void = () => {},
): CheapestByTier {
  const tierOf = rule.on(market);
  const best: (Cheapest | null)[] = REACHED.map(() => null);
  for (const [index, family] of attacker.families(market).entries()) {
    searchFamily(
      family,
      index,
      (attack) => {
        onStep();
        return tierOf(attack);
      },
      best,
    );
  }
  return best;
}

/** Within a family more spend reaches no less, so that the first that is enough is found by halving. */
function searchFamily(
  ways: Family,
  family: number,
  tierOf: (attack: Attack) => number,
  best: (Cheapest | null)[],
): void {
  const made = ways.map((make) => make());
  const tiers: (number | undefined)[] = made.map(() => undefined);
  const tierAt = (place: number): number => {
    const attack = made[place];
    const found = tiers[place] ?? (attack === undefined ? 0 : tierOf(attack));
    tiers[place] = found;
    return found;
  };
  for (const [tier, cheapest] of best.entries()) {
    // What takes more than what is known is no use.
    const useful = made.filter(({ spend }) => cheapest === null || usdOf(spend) < cheapest.usd).length;
    if (useful === 0 || tierAt(useful - 1) <= tier) continue;
    let [low, high] = [0, useful - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tierAt(middle) > tier) high = middle;
      else low = middle + 1;
    }
    const attack = made[low];
    if (attack !== undefined) {
      best[tier] = { usd: usdOf(attack.spend), said: attack.said, family, place: low };
    }
  }
}
