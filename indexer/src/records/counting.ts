import schema from "ponder:schema";
import type { Address } from "viem";
import { type Change, counted } from "../../accounting/counters.ts";
import type { AgentChange, TotalChange } from "./counts.ts";
import type { Db } from "./db.ts";
import { writeSeries } from "./series.ts";

/** What averages are made of. */
type Averaged =
  | ("jurorScoreSum" | "jurorBallots" | "ratingScoreSum" | "ratingsReceived")
  | ("sellerOnTimeMilestones" | "sellerSettledMilestones");

const TOTAL = "quittance";
const HUNDREDTHS = 100;
const BASIS_POINTS = 10_000;

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
  await writeSeries(db);
}

async function writeAgent(db: Db, address: Address, change: AgentChange): Promise<void> {
  await db.count(schema.agent, { address, ...change, ...averageOf(change) }, (row) => {
    const moved: AgentChange = counted(row, change as Change);
    // Not spread: each column that is read of what Ponder hands out has a price.
    const after = (name: Averaged) => moved[name] ?? row[name];
    return {
      ...moved,
      ...averageOf({
        ...{ jurorScoreSum: after("jurorScoreSum"), jurorBallots: after("jurorBallots") },
        ...{ ratingScoreSum: after("ratingScoreSum"), ratingsReceived: after("ratingsReceived") },
        sellerOnTimeMilestones: after("sellerOnTimeMilestones"),
        sellerSettledMilestones: after("sellerSettledMilestones"),
      }),
    };
  });
}

async function writeTotal(db: Db, change: TotalChange): Promise<void> {
  const { balances = 0n, unclaimed = 0n, unsettled = 0n, bonds = 0n, tabs = 0n } = change;
  const whole = { ...change, held: balances + unclaimed + unsettled + bonds + tabs };
  await db.count(schema.total, { id: TOTAL, ...whole }, (row) => counted(row, whole));
}

/** What follows from an agent's counters, of which some may not have been counted yet. */
function averageOf({
  jurorScoreSum,
  jurorBallots,
  ratingScoreSum = 0,
  ratingsReceived,
  sellerOnTimeMilestones = 0,
  sellerSettledMilestones,
}: AgentChange) {
  return {
    ...(jurorBallots && { jurorAverageScore: Math.floor((jurorScoreSum ?? 0) / jurorBallots) }),
    ...(ratingsReceived && { averageRating: Math.floor((HUNDREDTHS * ratingScoreSum) / ratingsReceived) }),
    ...(sellerSettledMilestones && {
      sellerOnTimeRate: Math.floor((BASIS_POINTS * sellerOnTimeMilestones) / sellerSettledMilestones),
    }),
  };
}
