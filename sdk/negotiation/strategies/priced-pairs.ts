import type { PricedWork } from "./learn-price.ts";

/** What one pair of principals agreed on. */
export interface PricedPair {
  readonly buyer: string;
  readonly seller: string;
  /** The median of their prices. */
  readonly price: bigint;
  readonly latest: number;
}

/** Pairs that one principal is in, at most: one that deals with everyone says as much as one that deals with two. */
const MOST_PAIRS = 2;

/**
 * Prices as pairs of principals, the latest first, in each of which no principal is more often than twice. Who deals with itself is left
 * out. The order of the facts does not matter.
 */
export function independentPairs(
  facts: readonly PricedWork[],
  priceOf: (fact: PricedWork) => bigint,
): readonly PricedPair[] {
  const groups = new Map<string, { buyer: string; seller: string; prices: bigint[]; latest: number }>();
  for (const fact of facts) {
    const buyer = (fact.buyerPrincipal ?? fact.buyer).toLowerCase();
    const seller = (fact.sellerPrincipal ?? fact.seller).toLowerCase();
    if (buyer === seller) continue;
    const name = `${buyer} ${seller}`;
    const group = groups.get(name) ?? { buyer, seller, prices: [], latest: 0 };
    group.prices.push(priceOf(fact));
    group.latest = Math.max(group.latest, fact.settledAt);
    groups.set(name, group);
  }
  const times = new Map<string, number>();
  const count = (principal: string) => times.get(principal) ?? 0;
  return [...groups]
    .sort(([one, a], [other, b]) => b.latest - a.latest || (one < other ? -1 : 1))
    .flatMap(([, { prices, ...pair }]) => {
      const both = [pair.buyer, pair.seller];
      if (both.some((principal) => count(principal) >= MOST_PAIRS)) return [];
      for (const principal of both) times.set(principal, count(principal) + 1);
      return [{ ...pair, price: medianOf(prices) }];
    });
}

function medianOf(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  return sorted[Math.floor(sorted.length / 2)] ?? 0n;
}
