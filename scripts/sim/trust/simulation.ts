import type { ReputationParameters } from "quittance/reputation";
import type { Attack } from "./attack.ts";
import { ATTACKERS } from "./attackers/all.ts";
import { stakedRing } from "./attackers/ring.ts";
import { whitewasher } from "./attackers/whitewasher.ts";
import { type MarketOptions, playMarket } from "./market.ts";
import { measureNewcomers, type NewcomerFigure } from "./newcomers.ts";
import { RULES } from "./rules/all.ts";
import { quittanceRule } from "./rules/quittance.ts";
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
  /** Rings with seats, and their next identities, under other parameters. */
  readonly variants: readonly (SpendFigure & { readonly variant: string })[];
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
  { agents: 100, seats: 50 },
  { agents: 300, seats: 30 },
  { agents: 300, seats: 150 },
  { agents: 1_000, seats: 100 },
  { agents: 1_000, seats: 500 },
];
const RINGS = ["ring", "ring with seats", "Sybil swarm"];

const VARIED = [stakedRing, whitewasher];

/** Other parameters, to see what those that are used are good for. */
export const VARIANTS: readonly {
  readonly name: string;
  readonly parameters: Partial<ReputationParameters>;
}[] = [
  { name: "a seat vouches with all of its stake after 30 days", parameters: { seedGrowth: 0n } },
  { name: "half of the signal at a thousandth of the pool's stake", parameters: { halfTrust: 2_000_000n } },
  { name: "one edge carries up to 1,000 USDC", parameters: { counterpartyCap: 1_000_000_000n } },
];

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
  const variants = VARIANTS.flatMap(({ name: variant, parameters }) =>
    VARIED.map((attacker) => ({
      ...{ variant, rule: quittanceRule().name, attacker: attacker.name },
      tiers: searchCheapest(market, attacker, quittanceRule(parameters), () => onStep(variant)),
    })),
  );
  const slander = RULES.map((rule) => measureSlander(market, rule, () => onStep(`${rule.name}: slanderer`)));
  const newcomers = newcomerMarkets(seed).map((options) =>
    measureNewcomers(options, {}, () => onStep(`newcomers among ${options.agents}`)),
  );
  return { seed, spends, variants, slander, newcomers };
}

/** What rings spend under each rule, and nothing else of the simulation: half a minute. */
export function simulateRings(seed: number): readonly SpendFigure[] {
  const market = attackedMarket(seed);
  const rings = ATTACKERS.filter(({ name }) => RINGS.includes(name));
  return RULES.flatMap((rule) =>
    rings.map((attacker) => ({
      ...{ rule: rule.name, attacker: attacker.name },
      tiers: searchCheapest(market, attacker, rule, () => {}),
    })),
  );
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
