import type { Address } from "viem";
import { DAY, type MarketScript, type ScriptDeal, type ScriptSeat } from "../script.ts";
import { GAS, PRICES, type Spend } from "../spend.ts";

/** Makes deals that both sides want to look good: full verdicts of jurors whom they named, kept pacts, best ratings. */
export class WashTrades {
  readonly deals: ScriptDeal[] = [];
  readonly #market: MarketScript;

  constructor(market: MarketScript) {
    this.#market = market;
  }

  /** A deal of a few USDC or more that goes well, on the last day. */
  add(buyer: Address, seller: Address, usdc: number, score = 100): void {
    this.#settle(buyer, seller, usdc, [{ side: "buyer", score, after: 60 }]);
  }

  /** The same without a rating: what is only there to move trust needs none, and saves its gas. */
  addUnrated(buyer: Address, seller: Address, usdc: number): void {
    this.#settle(buyer, seller, usdc, []);
  }

  #settle(buyer: Address, seller: Address, usdc: number, ratings: ScriptDeal["ratings"]): void {
    const settledAt = this.#market.seconds - DAY / 2;
    this.deals.push({
      ...{ number: this.#market.deals.length + this.deals.length, buyer, seller },
      ...{ amount: BigInt(Math.round(usdc * 1e6)), openedAt: settledAt - 3_600, deadline: settledAt + DAY },
      ...{ settledAt, ending: "verdict", payout: 10_000, isDrawn: false, clauseLost: 0 },
      ratings,
    });
  }

  /** What the deals take: gas, and their money for an hour each. */
  get spend(): Partial<Spend> {
    const value = this.deals.reduce((sum, { amount }) => sum + Number(amount) / 1e6, 0);
    const rated = this.deals.filter(({ ratings }) => ratings.length > 0).length;
    return {
      gas: this.deals.length * (GAS.stagedDeal + GAS.identity) + rated * GAS.rating,
      lockedDays: value * PRICES.dealDays,
    };
  }
}

export const STAKE = 100;

/** A seat of the attacker's, so many days old at the market's end. */
export const seatOf = (market: MarketScript, owner: Address, ageDays: number): ScriptSeat => ({
  ...{ owner, stake: BigInt(STAKE) * 1_000_000n, joinedAt: market.seconds - ageDays * DAY },
});
