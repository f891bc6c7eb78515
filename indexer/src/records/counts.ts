import type schema from "ponder:schema";
import type { Address } from "viem";
import { type Change, summed } from "../../accounting/counters.ts";
import type { Stamp } from "./db.ts";

type AgentRow = typeof schema.agent.$inferSelect;
type TotalRow = typeof schema.total.$inferSelect;

/** Changes of an agent's counters; the average follows from the ballots. */
export type AgentChange = Partial<Omit<AgentRow, "address" | "jurorAverageScore" | Stamp>>;

/** Changes of the sums over everything; `held` follows from the five it is made of. */
export type TotalChange = Partial<Omit<TotalRow, "id" | "held" | Stamp>>;

/** What one event counts, so that a row that it counts in several times is written once. */
export class Counts {
  readonly agents = new Map<Address, AgentChange>();
  total: TotalChange | undefined;

  addAgent(address: Address, change: AgentChange): void {
    const key = address.toLowerCase() as Address;
    this.agents.set(key, summed(this.agents.get(key) ?? {}, change as Change));
  }

  addTotal(change: TotalChange): void {
    this.total = summed(this.total ?? {}, change as Change);
  }
}
