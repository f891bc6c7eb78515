import schema from "ponder:schema";
import type { Address } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { AgentChange, TotalChange } from "./counts.ts";
import type { Db } from "./db.ts";

const TOTAL = "quittance";

/** Moves counters of an agent, who may be new, once the event's handler is done. */
export function countAgent({ counts }: Db, address: Address, change: AgentChange): void {
  counts.addAgent(address, change);
}

/** Moves the sums over everything, once the event's handler is done. */
export function countTotal({ counts }: Db, change: TotalChange): void {
  counts.addTotal(change);
}

/** Writes what the event counted. */
export async function writeCounts(db: Db): Promise<void> {
  const { agents, total } = db.counts;
  for (const [address, change] of agents) await writeAgent(db, address, change);
  if (total !== undefined) await writeTotal(db, total);
}

async function writeAgent(db: Db, address: Address, change: AgentChange): Promise<void> {
  await db.upsert(schema.agent, { address, ...change, ...averageOf(change) }, (row) => {
    const moved = counted(row, change);
    return { ...moved, ...averageOf(moved) };
  });
}

async function writeTotal(db: Db, change: TotalChange): Promise<void> {
  const { balances = 0n, unclaimed = 0n, unsettled = 0n, bonds = 0n, tabs = 0n } = change;
  const whole = { ...change, held: balances + unclaimed + unsettled + bonds + tabs };
  await db.upsert(schema.total, { id: TOTAL, ...whole }, (row) => counted(row, whole));
}

function averageOf({ jurorBallots, jurorScoreSum }: AgentChange) {
  if (!jurorBallots || jurorScoreSum === undefined) return {};
  return { jurorAverageScore: Math.floor(jurorScoreSum / jurorBallots) };
}
