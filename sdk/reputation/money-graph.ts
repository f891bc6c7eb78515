import type { Address } from "viem";
import { decay, decayUnit } from "./decay.ts";
import { earnedIn } from "./outcomes.ts";
import type { ReputationParameters } from "./parameters.ts";
import type { ReadFacts } from "./read-facts.ts";

/** What a principal paid another by verdict, ruling or release, decayed and capped; USDC base units. */
export interface MoneyEdge {
  readonly from: Address;
  readonly to: Address;
  readonly value: bigint;
}

/** The settled money between principals: one edge for each pair and direction, sorted by both addresses. */
export function moneyGraph(
  { trade, asOf }: Pick<ReadFacts, "trade" | "asOf">,
  { halfLife, counterpartyCap }: ReputationParameters,
): MoneyEdge[] {
  const edges = new Map<string, { from: Address; to: Address; value: bigint }>();
  for (const settled of trade) {
    const earned = earnedIn(settled);
    if (earned === 0n) continue;
    const value = (earned * decay(asOf.timestamp - settled.timestamp, halfLife)) / decayUnit;
    const key = settled.from + settled.to;
    const edge = edges.get(key);
    if (edge === undefined) edges.set(key, { from: settled.from, to: settled.to, value });
    else edge.value += value;
  }
  return [...edges.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, edge]) => ({ ...edge, value: edge.value < counterpartyCap ? edge.value : counterpartyCap }))
    .filter(({ value }) => value > 0n);
}
