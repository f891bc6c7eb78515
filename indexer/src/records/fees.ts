import schema from "ponder:schema";
import { sharesFee } from "quittance/protocol";
import { countAgent, countTotal } from "./counting.ts";
import type { Db } from "./db.ts";
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

/** What has been credited of the verification fee of a milestone. */
export async function creditedOf(db: Db, deal: DealRow, milestone: number): Promise<bigint> {
  const { id: dealId, panel, panelAccount, verificationFee } = deal;
  if (verificationFee === 0n) return 0n;
  const accounts = sharesFee(deal) ? panel : [panelAccount];
  const credits = await Promise.all(
    accounts.map((account) =>
      db.find(schema.feeCredit, { dealId, milestone, kind: "verification", account }),
    ),
  );
  return credits.reduce((sum, credit) => sum + (credit?.amount ?? 0n), 0n);
}

/** Whether the named panel has earned its fee without a verdict: a quorum of its ballots was on record at the round's end. */
export async function isEarnedByQuorum(db: Db, deal: DealRow, milestone: number) {
  const delivery = await db.find(schema.deliveryRecord, { dealId: deal.id, milestone });
  if (delivery === null || db.at.timestamp < delivery.timestamp + BigInt(deal.verdictWindow)) return false;
  const ballots = await ballotsOf(db, { dealId: deal.id, milestone, round: 1, jurors: deal.panel });
  return ballots.length > deal.panel.length / 2;
}
