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
export type SeriesChange = Partial<Omit<DayRow, "day" | "hour" | "hours" | Stamp>>;

/** What a deal belongs to. */
export type Belonging = Pick<
  typeof schema.deal.$inferSelect,
  "buyer" | "seller" | "category" | "marketplace" | "marketplaceFee" | "pact"
>;

/** A row of a day, without the day: its table, and what it is of. */
export type Series =
  | { readonly table: "protocolDay"; readonly of: object }
  | { readonly table: "agentDay"; readonly of: { readonly agent: Address; readonly side: Side } }
  | { readonly table: "categoryDay"; readonly of: { readonly category: bigint } }
  | { readonly table: "marketplaceDay"; readonly of: { readonly marketplace: Address } }
  | { readonly table: "pactDay"; readonly of: { readonly pact: Hex } };

/** What one event counts, so that a row that it counts in several times is written once. */
export class Counts {
  readonly agents = new Map<Address, AgentChange>();
  readonly series = new Map<string, Series & { change: SeriesChange }>();
  total: TotalChange | undefined;

  addAgent(address: Address, change: AgentChange): void {
    const key = address.toLowerCase() as Address;
    const before = this.agents.get(key);
    this.agents.set(key, before === undefined ? change : summed(before as Change, change as Change));
  }

  /** Of everything, and of each that the deal belongs to. */
  addSeries({ buyer, seller, pact, category, marketplace, marketplaceFee }: Belonging, change: SeriesChange) {
    this.addDay("protocol", { table: "protocolDay", of: {} }, change);
    this.addDay(`buyer ${buyer}`, { table: "agentDay", of: { agent: buyer, side: "buyer" } }, change);
    this.addDay(`seller ${seller}`, { table: "agentDay", of: { agent: seller, side: "seller" } }, change);
    this.addDay(pact, { table: "pactDay", of: { pact } }, change);
    if (category !== null) this.addDay(`${category}`, { table: "categoryDay", of: { category } }, change);
    if (marketplaceFee > 0) {
      this.addDay(`marketplace ${marketplace}`, { table: "marketplaceDay", of: { marketplace } }, change);
    }
  }

  private addDay(name: string, series: Series, change: SeriesChange): void {
    const key = name.toLowerCase();
    const before = this.series.get(key);
    if (before === undefined) this.series.set(key, { ...series, change });
    else before.change = summed(before.change as Change, change as Change);
  }

  addTotal(change: TotalChange): void {
    this.total = this.total === undefined ? change : summed(this.total as Change, change as Change);
  }
}
