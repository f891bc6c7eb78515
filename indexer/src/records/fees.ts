import schema from "ponder:schema";
import { countAgent, countTotal } from "./counting.ts";
import type { Db } from "./db.ts";
import { milestoneOf } from "./required.ts";
import { countSeries } from "./series.ts";
import type { DealRow } from "./settling.ts";
import { ballotsOf } from "./voting.ts";

/** Writes that the verification fee of a milestone left its deal for the panel. */
export async function earnFee(db: Db, deal: DealRow) {
  const { id, buyer, verificationFee: fee } = deal;
  await db.update(schema.deal, { id }, (row) => ({
    unsettled: row.unsettled - fee,
    verificationFees: row.verificationFees + fee,
  }));
  countAgent(db, buyer, { buyerVerificationFees: fee, buyerUnsettled: -fee });
  countTotal(db, { unsettled: -fee });
  countSeries(db, deal, { verificationFees: fee });
}

/** Whether the named panel has earned its fee without a verdict: a quorum of its ballots was on record at the round's end. */
export async function isEarnedByQuorum(db: Db, deal: DealRow, milestone: number) {
  const { deliveredAt } = await milestoneOf(db, deal.id, milestone);
  if (deliveredAt === null || db.at.timestamp < deliveredAt + BigInt(deal.verdictWindow)) return false;
  const ballots = await ballotsOf(db, { dealId: deal.id, milestone, round: 1, jurors: deal.panel });
  return ballots.length > deal.panel.length / 2;
}
