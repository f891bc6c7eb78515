import type schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { type Change, summed } from "../../accounting/counters.ts";
import type { Side } from "../../accounting/decided.ts";
import type { Stamp } from "./db.ts";

type AgentRow = typeof schema.agent.$inferSelect;
type TotalRow = typeof schema.total.$inferSelect;

/** What follows from an agent's counters. */
type Average = "jurorAverageScore" | "averageRating" | "sellerOnTimeRate";

/** Changes of an agent's counters; averages follow from them. */
export type AgentChange = Partial<Omit<AgentRow, "address" | Average | Stamp>>;

/** Changes of the sums over everything; `held` follows from the five it is made of. */
export type TotalChange = Partial<Omit<TotalRow, "id" | "held" | Stamp>>;

type DayRow = typeof schema.protocolDay.$inferSelect;

/** Changes of what is counted of a day. */
export type SeriesChange = Partial<Omit<DayRow, "day" | "hours" | Stamp>>;

/** What a row of a day is of. */
export type Series =
  | { readonly series: "protocol" }
  | { readonly series: "agent"; readonly agent: Address; readonly side: Side }
  | { readonly series: "category"; readonly category: bigint }
  | { readonly series: "marketplace"; readonly marketplace: Address }
  | { readonly series: "pact"; readonly pact: Hex };

/** What one event counts, so that a row that it counts in several times is written once. */
export class Counts {
  readonly agents = new Map<Address, AgentChange>();
  readonly series = new Map<string, { readonly of: Series; readonly change: SeriesChange }>();
  total: TotalChange | undefined;

  addAgent(address: Address, change: AgentChange): void {
    const key = address.toLowerCase() as Address;
    this.agents.set(key, summed(this.agents.get(key) ?? {}, change as Change));
  }

  addSeries(of: Series, change: SeriesChange): void {
    const key = Object.values(of).join(" ").toLowerCase();
    const before = this.series.get(key)?.change ?? {};
    this.series.set(key, { of, change: summed(before, change as Change) });
  }

  addTotal(change: TotalChange): void {
    this.total = summed(this.total ?? {}, change as Change);
  }
}
