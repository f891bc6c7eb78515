import { type ReputationParameters, reputationsOf } from "quittance/reputation";
import type { Address } from "viem";
import { blockAt, factsOf, POOL } from "./facts.ts";
import { type MarketOptions, playMarket } from "./market.ts";
import { REACHED, TIERS } from "./rules/rule.ts";
import { DAY, type MarketScript } from "./script.ts";

/** How honest newcomers who own no seat fare in a market. */
export interface NewcomerFigure {
  readonly agents: number;
  readonly seats: number;
  /** Good sellers that joined later, own no seat and sold at least five times. */
  readonly newcomers: number;
  /** By tier, from the first. */
  readonly tiers: readonly ReachedTier[];
  /** Of the bad sellers, those that reach each tier. */
  readonly bad: readonly number[];
  /** Of the good newcomers, those that are in the first tier so many months after they joined: cumulative, 0 to 1. */
  readonly byMonth: readonly number[];
}

/** How many reach a tier. Days and deals are medians of those who do. */
export interface ReachedTier {
  readonly share: number;
  readonly days: number | null;
  readonly deals: number | null;
}

/** Good work is as agreed in two of three cases or more; bad work in less than six of ten. */
const GOOD = 0.66;
const BAD = 0.6;
const LEAST_SALES = 5;
const CHECK_DAYS = 30;
const MONTHS = 12;

const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null);
const shareOf = (few: number, all: number) => (all === 0 ? 0 : few / all);

/** What had happened by a second of the script. */
export function scriptUntil(script: MarketScript, second: number): MarketScript {
  return {
    ...script,
    seats: script.seats.filter(({ joinedAt }) => joinedAt <= second),
    deals: script.deals
      .filter(({ settledAt }) => settledAt <= second)
      .map((deal) => ({
        ...deal,
        ratings: deal.ratings.filter(({ after }) => deal.settledAt + after <= second),
      })),
    seconds: second,
  };
}

/** The tier of every principal at a second of the script. */
export function tiersAt(
  script: MarketScript,
  second: number,
  parameters: Partial<ReputationParameters> = {},
): ReadonlyMap<Address, number> {
  const facts = factsOf(scriptUntil(script, second));
  const all = reputationsOf({ facts, asOf: blockAt(second), pools: [POOL], parameters });
  return new Map(all.map(({ principal, tier }) => [principal, TIERS.indexOf(tier)]));
}

/** Plays a market and looks at its newcomers every 30 days. */
export function measureNewcomers(
  options: MarketOptions,
  parameters: Partial<ReputationParameters> = {},
  onStep: () => void = () => {},
  checkDays = CHECK_DAYS,
): NewcomerFigure {
  const script = playMarket(options);
  const owners = new Set(script.seats.map(({ owner }) => owner));
  const sales = (seller: Address, until: number) =>
    script.deals.filter((deal) => deal.seller === seller && deal.settledAt <= until).length;
  const selling = script.agents.filter(({ address }) => sales(address, script.seconds) >= LEAST_SALES);
  const good = selling.filter(
    ({ address, quality, joinedAt }) => quality >= GOOD && joinedAt > 0 && !owners.has(address),
  );
  const bad = selling.filter(({ quality }) => quality < BAD);
  /** By principal and tier, the second at which it was there first. */
  const first = new Map<string, number>();
  for (let day = checkDays; day * DAY <= script.seconds; day += checkDays) {
    onStep();
    for (const [principal, tier] of tiersAt(script, day * DAY, parameters)) {
      for (let each = 1; each <= tier; each += 1) {
        const key = `${principal}/${each}`;
        if (!first.has(key)) first.set(key, day * DAY);
      }
    }
  }
  const reachedBy = (address: Address, tier: number) => first.get(`${address}/${tier}`);
  const tiers = REACHED.map((_, index): ReachedTier => {
    const reached = good.flatMap(({ address, joinedAt }) => {
      const at = reachedBy(address, index + 1);
      return at === undefined ? [] : [{ days: (at - joinedAt) / DAY, deals: sales(address, at) }];
    });
    return {
      share: shareOf(reached.length, good.length),
      days: median(reached.map(({ days }) => Math.round(days))),
      deals: median(reached.map(({ deals }) => deals)),
    };
  });
  const byMonth = Array.from({ length: MONTHS + 1 }, (_, month) =>
    shareOf(
      good.filter(({ address, joinedAt }) => {
        const at = reachedBy(address, 1);
        return at !== undefined && at - joinedAt <= month * CHECK_DAYS * DAY;
      }).length,
      good.length,
    ),
  );
  return {
    ...{ agents: options.agents, seats: options.seats, newcomers: good.length, tiers, byMonth },
    bad: REACHED.map((_, index) =>
      shareOf(bad.filter(({ address }) => reachedBy(address, index + 1) !== undefined).length, bad.length),
    ),
  };
}
