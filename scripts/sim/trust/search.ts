import type { Attack, Attacker, Family, Refinement, Shape } from "./attack.ts";
import { descend } from "./descent.ts";
import { REACHED, type Rule } from "./rules/rule.ts";
import type { MarketScript } from "./script.ts";
import { usdOf } from "./spend.ts";

/** A way of an attacker, so that it can be tried again: one of those that it tries as they are, or the shape of a ring. */
export type Way = { readonly family: number; readonly place: number } | { readonly shape: Shape };

/** The cheapest way that was found to a tier. */
export type Cheapest = Way & { readonly usd: number; readonly said: string };

/** Questions for each tier, from each of so many starts. */
const QUESTIONS = 90;
const STARTS = 3;

/** By tier, from the first; null where none of the ways reaches it. */
export type CheapestByTier = readonly (Cheapest | null)[];

/**
 * Finds what an attacker must spend at least for each tier under a rule.
 *
 * @param from The first tier that is looked for; those below it are null.
 */
export function searchCheapest(
  market: MarketScript,
  attacker: Attacker,
  rule: Rule,
  onStep: () => void = () => {},
  from = 0,
): CheapestByTier {
  const ask = rule.on(market);
  const tierOf = (attack: Attack) => {
    onStep();
    return ask(attack);
  };
  // Shapes come first: ways that take more than the cheapest need not be asked about.
  const best = REACHED.map((_, tier) =>
    tier < from ? null : cheapestShape(market, attacker.refined, tier, tierOf),
  );
  for (const [index, family] of attacker.families(market).entries()) {
    searchFamily(family, index, tierOf, best, from);
  }
  return best;
}

/** The cheapest that is found from shapes that reach a tier; null where none does. */
function cheapestShape(
  market: MarketScript,
  refinement: Refinement | undefined,
  tier: number,
  tierOf: (attack: Attack) => number,
): Cheapest | null {
  if (refinement === undefined) return null;
  const make = (shape: Shape) => refinement.make(market, shape);
  const usd = (shape: Shape) => usdOf(make(shape).spend);
  const reaches = (shape: Shape) => tierOf(make(shape)) > tier;
  const starts = [...refinement.starts].sort((one, other) => usd(one) - usd(other));
  const found: Shape[] = [];
  for (const start of starts) {
    if (found.length < STARTS && reaches(start)) found.push(descend(start, usd, reaches, QUESTIONS));
  }
  const [shape] = found.sort((one, other) => usd(one) - usd(other));
  return shape === undefined ? null : { usd: usd(shape), said: make(shape).said, shape };
}

/** Within a family more spend reaches no less, so that the first that is enough is found by halving. */
function searchFamily(
  ways: Family,
  family: number,
  tierOf: (attack: Attack) => number,
  best: (Cheapest | null)[],
  from: number,
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
    if (tier < from) continue;
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
