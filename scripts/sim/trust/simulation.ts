import type { Attack } from "./attack.ts";
import { ATTACKERS } from "./attackers/all.ts";
import { type MarketOptions, playMarket } from "./market.ts";
import { measureNewcomers, type NewcomerFigure } from "./newcomers.ts";
import { RULES } from "./rules/all.ts";
import { type Cheapest, type CheapestByTier, searchCheapest } from "./search.ts";
import { measureSlander, type SlanderFigure } from "./slander.ts";
import { GAS, gasInUsd, usdOf } from "./spend.ts";

/** What one attacker spends at least under one rule. */
export interface SpendFigure {
  readonly rule: string;
  readonly attacker: string;
  readonly tiers: CheapestByTier;
}

/** Everything that the simulation of trust finds. Money is in dollars. */
export interface TrustSimulation {
  readonly seed: number;
  readonly spends: readonly SpendFigure[];
  readonly slander: readonly SlanderFigure[];
  readonly newcomers: readonly NewcomerFigure[];
}

/** The two figures that the rules are held to. */
export interface RingCost {
  /** Dollars for the top tier, by the cheapest ring under these rules. */
  readonly usd: number;
  /** The same without graph and caps. */
  readonly withoutUsd: number;
  readonly ratio: number;
  /** The same under each baseline. */
  readonly baselines: readonly { readonly rule: string; readonly usd: number | null }[];
}

const DAYS = 360;
const ATTACKED = { agents: 40, seats: 20, days: DAYS };
/** Markets by size and by stake. The first two are small enough to be played again by every test. */
const MARKETS = [
  { agents: 100, seats: 10 },
  { agents: 100, seats: 100 },
  { agents: 300, seats: 30 },
  { agents: 1_000, seats: 100 },
  { agents: 1_000, seats: 300 },
  { agents: 1_000, seats: 1_000 },
];
const RINGS = ["ring", "ring with seats", "Sybil swarm"];

/** The market that is attacked. */
export const attackedMarket = (seed: number) => playMarket({ seed, ...ATTACKED });
/** The markets whose newcomers are watched, from the smallest. */
export const newcomerMarkets = (seed: number): readonly MarketOptions[] =>
  MARKETS.map((market) => ({ seed, ...market, days: DAYS }));

/** Plays everything; minutes. */
export function simulateTrust(seed: number, onStep: (what: string) => void = () => {}): TrustSimulation {
  const market = attackedMarket(seed);
  const spends = RULES.flatMap((rule) =>
    ATTACKERS.map((attacker) => ({
      ...{ rule: rule.name, attacker: attacker.name },
      tiers: searchCheapest(market, attacker, rule, () => onStep(`${rule.name}: ${attacker.name}`)),
    })),
  );
  const slander = RULES.map((rule) => measureSlander(market, rule, () => onStep(`${rule.name}: slanderer`)));
  const newcomers = newcomerMarkets(seed).map((options) =>
    measureNewcomers(options, {}, () => onStep(`newcomers among ${options.agents}`)),
  );
  return { seed, spends, slander, newcomers };
}

/** What rings must spend for the top tier. */
export function ringCostOf({ spends }: Pick<TrustSimulation, "spends">): RingCost {
  const top = (rule: string): number | null => {
    const found = spends
      .filter((figure) => figure.rule === rule && RINGS.includes(figure.attacker))
      .flatMap(({ tiers }) => tiers.at(-1)?.usd ?? []);
    return found.length === 0 ? null : Math.min(...found);
  };
  const [ours, without, ...baselines] = RULES.map(({ name }) => name) as [string, string, ...string[]];
  const usd = top(ours) ?? Number.POSITIVE_INFINITY;
  const withoutUsd = top(without) ?? Number.NaN;
  return {
    ...{ usd, withoutUsd, ratio: usd / withoutUsd },
    baselines: baselines.map((rule) => ({ rule, usd: top(rule) })),
  };
}

/** The attack of a figure, made again. */
export function attackOf(
  market: ReturnType<typeof attackedMarket>,
  attacker: string,
  { family, place }: Pick<Cheapest, "family" | "place">,
): Attack {
  const made = ATTACKERS.find(({ name }) => name === attacker)
    ?.families(market)
    [family]?.[place]?.();
  if (made === undefined) throw new Error(`the ${attacker} has no way ${place} in family ${family}`);
  return made;
}

/** What an honest seller spends on so many deals: their gas, if it pays all of it. */
export const honestUsd = (deals: number) => gasInUsd(deals * GAS.deal);

/** What an attack takes in dollars. */
export const attackUsd = ({ spend }: Attack) => usdOf(spend);
