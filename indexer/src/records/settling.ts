import schema from "ponder:schema";
import { isOnTime, loserOf } from "../../accounting/decided.ts";
import { type Parts, spentBy } from "../../accounting/parts.ts";
import { countAgent, countTotal } from "./counting.ts";
import type { Db } from "./db.ts";
import { moveLedger } from "./ledger.ts";
import { contestOf, milestoneOf } from "./required.ts";
import { countSeries } from "./series.ts";

export type DealRow = typeof schema.deal.$inferSelect;
/** Round 1 is that of the named panel, which no contest opens. */
const FIRST_CONTESTED_ROUND = 2;

type SettlementRow = typeof schema.settlement.$inferSelect;

/**
 * Writes that a milestone is final: its settlement, what both parties have of it, and the payouts that go to ledger
 * balances. Credits of fees and reimbursements have events of their own. The refund of a cancellation is one payout for all its milestones,
 * which the caller writes.
 */
export async function settleMilestone(
  db: Db,
  deal: DealRow,
  index: number,
  settled: { readonly why: SettlementRow["cause"]; readonly parts: Parts },
) {
  const { why, parts } = settled;
  const { id: dealId, buyer, seller, sellerDestination, buyerDestination } = deal;
  await db.insert(schema.settlement, {
    dealId,
    milestone: index,
    cause: why,
    buyer,
    seller,
    ...parts,
    sellerDestination,
    buyerDestination,
  });
  await judgeParties(db, deal, index, settled);
  await db.update(
    schema.milestone,
    { dealId, index },
    {
      status: "settled",
      provisionalPayout: null,
      lowestPayout: null,
      highestPayout: null,
      provisionalSince: null,
      windowEnd: null,
      settleFrom: null,
    },
  );
  await spend(db, deal, parts, { isCancelled: why === "cancellation" });
  const about = { part: "balance", dealId, milestone: index } as const;
  if (sellerDestination === "ledger") {
    const payout = { kind: "payout", amount: parts.sellerNet, counterparty: buyer } as const;
    await moveLedger(db, seller, { ...about, ...payout });
  }
  if (buyerDestination === "ledger" && why !== "cancellation") {
    await moveLedger(db, buyer, { ...about, kind: "refund", amount: parts.toBuyer });
  }
}

/** Counts whether the seller was on time, and who won and lost the milestone's contests. */
async function judgeParties(
  db: Db,
  { id: dealId, buyer, seller }: DealRow,
  index: number,
  { why: cause, parts }: { readonly why: SettlementRow["cause"]; readonly parts: Parts },
) {
  const { deadline, contestCount, deliveredAt } = await milestoneOf(db, dealId, index);
  const { toSeller, toBuyer } = parts;
  const settled = { cause, toSeller, toBuyer, timestamp: db.at.timestamp, deadline, deliveredAt };
  // Most are on time without a look at the verdict.
  const isPlain = toSeller === 0n || isOnTime({ ...settled, judgedAt: null });
  const judgedAt = isPlain ? null : await firstVerdictOf(db, dealId, index);
  const ended = { ...settled, judgedAt };
  countAgent(db, seller, {
    sellerSettledMilestones: 1,
    sellerOnTimeMilestones: isOnTime(ended) ? 1 : 0,
  });
  for (let round = FIRST_CONTESTED_ROUND; round < FIRST_CONTESTED_ROUND + contestCount; round++) {
    const loser = loserOf(ended, await contestOf(db, dealId, index, round));
    if (loser === null) continue;
    const [won, lost] = loser === "buyer" ? [seller, buyer] : [buyer, seller];
    countAgent(db, won, { contestsWon: 1 });
    countAgent(db, lost, { contestsLost: 1 });
  }
}

/** When the first verdict of a milestone came: round 1 may have had none. */
async function firstVerdictOf(db: Db, dealId: DealRow["id"], milestone: number): Promise<bigint | null> {
  for (const round of [1, 2]) {
    const verdict = await db.find(schema.verdict, { dealId, milestone, round });
    if (verdict !== null) return verdict.timestamp;
  }
  return null;
}

async function spend(
  db: Db,
  deal: DealRow,
  parts: Parts,
  { isCancelled }: { readonly isCancelled: boolean },
) {
  const { id, buyer, seller } = deal;
  const spent = spentBy(parts);
  const refunded = parts.toBuyer + parts.feeReturned;
  await db.update(schema.deal, { id }, (row) => {
    const settledCount = row.settledCount + 1;
    const isLast = settledCount === row.milestoneCount;
    return {
      settledCount,
      status: isCancelled ? "cancelled" : isLast ? "settled" : row.status,
      unsettled: row.unsettled - spent,
      sellerNet: row.sellerNet + parts.sellerNet,
      marketplaceFees: row.marketplaceFees + parts.marketplaceFee,
      refunded: row.refunded + refunded,
    };
  });
  countAgent(db, buyer, { buyerPaidOut: parts.toSeller, buyerRefunded: refunded, buyerUnsettled: -spent });
  if (parts.toSeller > 0n) {
    countAgent(db, seller, {
      sellerPaidMilestones: 1,
      sellerGross: parts.toSeller,
      sellerMarketplaceFees: parts.marketplaceFee,
      sellerNet: parts.sellerNet,
    });
  }
  countTotal(db, { settledMilestones: 1, unsettled: -spent });
  countSeries(db, deal, {
    settledMilestones: 1,
    settled: parts.toSeller + parts.toBuyer,
    sellerNet: parts.sellerNet,
    marketplaceFees: parts.marketplaceFee,
    refunded,
  });
}
