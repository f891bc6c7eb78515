import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { Cause } from "./cause.ts";

type Db = Context["db"];
type AgentRow = typeof schema.agent.$inferSelect;
type TotalRow = typeof schema.total.$inferSelect;

/** Changes of an agent's counters; the average follows from the ballots. */
export type AgentChange = Partial<Omit<AgentRow, "address" | "jurorAverageScore" | keyof Cause>>;

/** Changes of the sums over everything; `held` follows from the five it is made of. */
export type TotalChange = Partial<Omit<TotalRow, "id" | "held" | keyof Cause>>;

const TOTAL = "quittance";

/** Moves counters of an agent, who may be new. */
export async function countAgent(db: Db, address: Address, change: AgentChange, cause: Cause) {
  await db
    .insert(schema.agent)
    .values({ address, ...change, ...averageOf(change), ...cause })
    .onConflictDoUpdate((row) => {
      const moved = counted(row, change);
      return { ...moved, ...averageOf(moved), ...cause };
    });
}

export async function countTotal(db: Db, change: TotalChange, cause: Cause) {
  const { balances = 0n, unclaimed = 0n, unsettled = 0n, bonds = 0n, tabs = 0n } = change;
  const held = balances + unclaimed + unsettled + bonds + tabs;
  const whole = { ...change, held };
  await db
    .insert(schema.total)
    .values({ id: TOTAL, ...whole, ...cause })
    .onConflictDoUpdate((row) => ({ ...counted(row, whole), ...cause }));
}

function averageOf({ jurorBallots, jurorScoreSum }: AgentChange) {
  if (!jurorBallots || jurorScoreSum === undefined) return {};
  return { jurorAverageScore: Math.floor(jurorScoreSum / jurorBallots) };
}
