import { settleBids } from "../../../sdk/market/rfqs/settle.ts";
import { atMost, type MarketBench } from "./figure.ts";
import { type Dice, diceOf, type Messages, requestOf, settledIn, shuffled } from "./requests.ts";

export interface OrderOptions {
  /** Requests that are played; 1,000 when left out. */
  readonly requests?: number | undefined;
  /** Orders of each; 20 when left out. */
  readonly orders?: number | undefined;
}

/**
 * How many requests have another outcome when their messages come in another order. The baseline is what buyers do without a sealed
 * window: they take the first bid that is no worse than those before, of those that have come.
 */
export function orderChangesBench(options: OrderOptions = {}): MarketBench {
  const { requests = 1_000, orders = 20 } = options;
  return {
    name: "rfq_order_changes",
    measure: async () => {
      let [changed, changedOfFirst] = [0, 0];
      for (let request = 0; request < requests; request++) {
        const messages = requestOf(request);
        const dice = diceOf(requests + request);
        changed += differs(orders, () => settledIn(messages, dice)) ? 1 : 0;
        changedOfFirst += differs(orders, () => firstCome(messages, dice)) ? 1 : 0;
      }
      const what = `requests of ${requests} whose outcome changes with the order of arrival, ${orders} orders each`;
      const baseline = { what: "the same where the buyer takes the first good bid", value: changedOfFirst };
      return [atMost({ name: "rfq_order_changes", value: changed, unit: "count", what, baseline }, 0)];
    },
  };
}

function differs(orders: number, play: () => string): boolean {
  const outcomes = new Set(Array.from({ length: orders }, play));
  return outcomes.size > 1;
}

/** Bids are read as they come, and the buyer takes the first that is cheap enough: at most the mean price. */
function firstCome(messages: Messages, dice: Dice): string {
  const { ranking } = settleBids(messages);
  const mean = ranking.reduce((sum, { figures }) => sum + figures.price, 0n) / BigInt(ranking.length || 1);
  const first = shuffled(ranking, dice).find(({ figures }) => figures.price <= mean);
  return first?.bidder ?? "none";
}
