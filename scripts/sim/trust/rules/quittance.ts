import {
  type JurorFact,
  type ReputationInput,
  type ReputationParameters,
  reputationOf,
} from "quittance/reputation";
import type { Attack } from "../attack.ts";
import { blockAt, factsOf, POOL } from "../facts.ts";
import { dealIdOf } from "../people.ts";
import type { MarketScript } from "../script.ts";
import { type Rule, TIERS } from "./rule.ts";

/** Duties of seats, as the chain would tell them. */
const dutiesOf = ({ subject, duties = 0 }: Attack, market: MarketScript): JurorFact[] =>
  Array.from({ length: duties }, (_, index) => ({
    ...{ dealId: dealIdOf(10_000_000 + index), milestone: 0, round: 2, juror: subject, pool: POOL },
    ...{ payout: 10_000, outcome: 10_000, timely: true, absent: false, equivocated: false },
    ...blockAt(market.seconds - 1),
  }));

/** What the library is asked about an attack on a market. */
export function inputOf(market: MarketScript, attack: Attack): ReputationInput {
  const deals = [...market.deals.filter(({ settledAt }) => settledAt <= market.seconds), ...attack.deals];
  const facts = factsOf({ deals, seats: [...market.seats, ...attack.seats] });
  const jurors = [...(facts.jurors ?? []), ...dutiesOf(attack, market)];
  return { facts: { ...facts, jurors }, asOf: blockAt(market.seconds), pools: [POOL] };
}

const ask = (input: ReputationInput, { subject }: Attack) =>
  TIERS.indexOf(reputationOf({ ...input, subject }).tier);

/** This library's rules. */
export const quittanceRule = (parameters: Partial<ReputationParameters> = {}): Rule => ({
  name: "these rules",
  on: (market) => (attack) => ask({ ...inputOf(market, attack), parameters }, attack),
});

const MOST = 1n << 90n;
/**
 * The same code without the graph and without caps: all principals are trusted as much as can be, so that only volume counts. A cap of
 * 25,000 USDC with half a volume of one counterparty is the volume of five capped at 1,000, and no attack trades so much with one.
 */
const UNTRUSTING: Partial<ReputationParameters> = {
  ...{ counterpartyCap: 25_000_000_000n, halfCounterparties: 1n, lossCap: MOST, personalStake: MOST },
  ...{ halfTrust: 1n, trustReach: MOST, keep: 10_000n, rounds: 1n },
};

/** This library's code without graph and caps. */
export const withoutGraph: Rule = {
  name: "no graph, no caps",
  on: (market) => (attack) => {
    const input = inputOf(market, attack);
    const sides = attack.deals.flatMap(({ buyer, seller }) => [buyer, seller]);
    const known = new Set([...market.agents.map(({ address }) => address), ...sides, attack.subject]);
    const seeds = [...known].map((address) => ({ address, weight: 1 }));
    return ask({ ...input, seeds, parameters: UNTRUSTING }, attack);
  },
};
