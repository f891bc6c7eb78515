import type { Attack, Attacker } from "../attack.ts";
import type { MarketScript } from "../script.ts";
import { GAS, PRICES, spendOf } from "../spend.ts";

/** Buys the account of an honest seller, for what its owner earned by the work that made it. */
export const bought: Attacker = {
  name: "bought account",
  families: (market) => pricesOf(market).map(([attack]) => [attack]),
};

function pricesOf({ agents, deals }: MarketScript): (readonly [() => Attack, number])[] {
  const sold = new Map(agents.map(({ address }) => [address, 0]));
  for (const { seller, amount, payout } of deals) {
    sold.set(seller, (sold.get(seller) ?? 0) + (Number(amount) * payout) / 1e10);
  }
  return [...sold]
    .filter(([, value]) => value > 0)
    .sort(([, a], [, b]) => a - b)
    .map(([subject, value]) => [
      () => ({
        ...{ subject, deals: [], seats: [] },
        spend: spendOf({ gas: GAS.identity, bought: value * PRICES.margin }),
        said: `the account of a seller that sold for ${Math.round(value)} USDC`,
      }),
      value,
    ]);
}
