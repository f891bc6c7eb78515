import { type ReputationParameters, reputationParameters } from "quittance/reputation";
import { ring, stakedRing } from "./attackers/ring.ts";
import { whitewasher } from "./attackers/whitewasher.ts";
import { playMarket } from "./market.ts";
import { measureNewcomers } from "./newcomers.ts";
import { LEAST_RING_COST_RATIO } from "./reported-seed.ts";
import { quittanceRule, withoutGraph } from "./rules/quittance.ts";
import { REACHED } from "./rules/rule.ts";
import { searchCheapest } from "./search.ts";

/** What parameters do in the markets of the tuning. */
export interface Tuned {
  readonly parameters: Partial<ReputationParameters>;
  /** Good newcomers without a seat that reach the first tier, and the second: 0 to 1. */
  readonly newcomers: number;
  readonly second: number;
  /** Bad sellers that reach the second tier. */
  readonly bad: number;
  /** Dollars for the top tier: of a ring with seats, and of its next identity. */
  readonly ringUsd: number;
  readonly nextUsd: number;
  /** `ringUsd` over what it takes without graph and caps. */
  readonly ratio: number;
  readonly isAllowed: boolean;
  /** What is to be the most. */
  readonly worth: number;
}

/** No seed that is reported. */
export const SEEDS = [101, 102];
const MARKETS = [
  { agents: 300, seats: 30 },
  { agents: 300, seats: 300 },
];
const ATTACKED = { agents: 30, seats: 15, days: 180 };
const DAYS = 360;
/** What rings must face, new ones and their next identities, over what they spend without graph and caps. */
const LEAST_RATIO = LEAST_RING_COST_RATIO;
const MOST_BAD = 0.03;

/** The tier that ratios are about. */
const TOP = REACHED.length - 1;

const USDC = 1_000_000n;

const TRUSTS: readonly Partial<ReputationParameters>[] = [50n, 14n, 10n, 6n].map((usdc) => ({
  halfTrust: usdc * USDC,
}));
const CAPS: readonly Partial<ReputationParameters>[] = [1_000n, 500n, 250n].map((usdc) => ({
  counterpartyCap: usdc * USDC,
}));

/** What is tried, those together that depend on each other. The first of each are what there was before. */
const CHOICES: readonly (readonly Partial<ReputationParameters>[])[] = [
  CAPS.flatMap((cap) => TRUSTS.map((trust) => ({ ...cap, ...trust }))),
  [3_000n, 1_500n].map((usdc) => ({ halfEvidence: usdc * USDC })),
  [500n, 200n].map((usdc) => ({ halfPaid: usdc * USDC })),
  [200n, 400n].map((trustReach) => ({ trustReach })),
];

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Plays the markets of the tuning with some parameters. */
export function judge(parameters: Partial<ReputationParameters>, onStep: () => void = () => {}): Tuned {
  const figures = SEEDS.flatMap((seed) =>
    MARKETS.map((market) => measureNewcomers({ seed, ...market, days: DAYS }, parameters, onStep, DAYS)),
  );
  const spends = SEEDS.map((seed) => {
    const market = playMarket({ seed, ...ATTACKED });
    const rule = quittanceRule(parameters);
    const top = (found: ReturnType<typeof searchCheapest>) => found.at(-1)?.usd ?? Number.POSITIVE_INFINITY;
    const without = top(searchCheapest(market, ring, withoutGraph, onStep, TOP));
    const [ringUsd, nextUsd] = [stakedRing, whitewasher].map((each) =>
      top(searchCheapest(market, each, rule, onStep, TOP)),
    ) as [number, number];
    return { ringUsd, nextUsd, ratio: ringUsd / without, nextRatio: nextUsd / without };
  });
  const newcomers = mean(figures.map(({ tiers }) => tiers[0]?.share ?? 0));
  const second = mean(figures.map(({ tiers }) => tiers[1]?.share ?? 0));
  const bad = mean(figures.map((figure) => figure.bad[1] ?? 0));
  const least = (values: readonly number[]) => Math.min(...values);
  const ratio = least(spends.map((each) => each.ratio));
  return {
    ...{ parameters, newcomers, second, bad, ratio },
    ringUsd: least(spends.map(({ ringUsd }) => ringUsd)),
    nextUsd: least(spends.map(({ nextUsd }) => nextUsd)),
    isAllowed: least([ratio, ...spends.map((each) => each.nextRatio)]) >= LEAST_RATIO && bad <= MOST_BAD,
    worth: newcomers + second / 2,
  };
}

/** Takes one parameter after the other, and keeps the choice that is worth the most of those that are allowed. */
export function tune(
  onJudged: (tuned: Tuned) => void,
  onStep: () => void = () => {},
): Partial<ReputationParameters> {
  const first = CHOICES.map(([before]) => before);
  let chosen: Partial<ReputationParameters> = Object.assign({}, ...first);
  const known = new Map<string, Tuned>();
  const judgeOnce = (parameters: Partial<ReputationParameters>): Tuned => {
    const name = Object.values(parameters).join();
    const tuned = known.get(name) ?? judge(parameters, onStep);
    if (!known.has(name)) onJudged(tuned);
    known.set(name, tuned);
    return tuned;
  };
  for (const choices of CHOICES) {
    const judged = choices.map((choice) => judgeOnce({ ...chosen, ...choice }));
    const allowed = judged.filter(({ isAllowed }) => isAllowed).sort((a, b) => b.worth - a.worth);
    chosen = allowed[0]?.parameters ?? chosen;
  }
  return chosen;
}

/** Whether the library has what tuning chose. */
export const isChosen = (chosen: Partial<ReputationParameters>) =>
  Object.entries(chosen).every(
    ([name, value]) => reputationParameters[name as keyof ReputationParameters] === value,
  );
