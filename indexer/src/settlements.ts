import schema from "ponder:schema";
import { decodeSettlement, milestonesIn, sharesFee } from "quittance/protocol";
import { partsOf } from "../accounting/parts.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { earnFee, isEarnedByQuorum } from "./records/fees.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { dealOf, milestoneOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";
import { settleMilestone } from "./records/settling.ts";

on("Quittance:MilestoneSettled", async ({ event, db }) => {
  const { dealId, settlement } = event.args;
  const { milestone, cause: why, toSeller, toBuyer } = decodeSettlement(settlement);
  const deal = await dealOf(db, dealId);
  const parts = partsOf({ toSeller, toBuyer, feeReturned: 0n, marketplaceFee: deal.marketplaceFee });
  await settleMilestone(db, deal, milestone, { why, parts });
});

/** Follows the milestone's settlement. */
on("Quittance:FeeReturned", async ({ event, db }) => {
  const { dealId, buyer, milestone, amount } = event.args;
  const deal = await dealOf(db, dealId);
  await db.update(schema.settlement, { dealId, milestone }, { feeReturned: amount });
  await db.update(schema.deal, { id: dealId }, (row) => ({
    unsettled: row.unsettled - amount,
    refunded: row.refunded + amount,
  }));
  countAgent(db, buyer, { buyerRefunded: amount, buyerUnsettled: -amount });
  countTotal(db, { unsettled: -amount });
  countSeries(db, deal, { refunded: amount });
  if (deal.buyerDestination === "ledger") {
    await moveLedger(db, buyer, { part: "balance", kind: "refund", amount, dealId, milestone });
  }
});

on("Quittance:DealCancelled", async ({ event, db }) => {
  const { dealId, toBuyer, milestones } = event.args;
  const deal = await dealOf(db, dealId);
  let refund = 0n;
  for (const index of milestonesIn(milestones)) {
    const { amount, judged } = await milestoneOf(db, dealId, index);
    const feeReturned = judged ? 0n : deal.verificationFee;
    refund += amount + feeReturned;
    const parts = partsOf({ toSeller: 0n, toBuyer: amount, feeReturned, marketplaceFee: 0 });
    await settleMilestone(db, deal, index, { why: "cancellation", parts });
  }
  if (refund !== toBuyer) {
    throw new Error(`DealCancelled of ${dealId} refunds ${toBuyer}; its milestones hold ${refund}.`);
  }
  if (deal.buyerDestination === "ledger") {
    await moveLedger(db, deal.buyer, { part: "balance", kind: "refund", amount: refund, dealId });
  }
});

/**
 * Follows the verdict that earned the panel's fee, or the settlement that the marketplace's comes from. A fee that the panel earned
 * without a verdict is credited when the milestone settles, or ahead of the event that ends or contests it. Jurors who share the fee
 * are credited when the milestone settles.
 */
on("Quittance:FeeCredited", async ({ event, db }) => {
  const { dealId, account, milestone, amount } = event.args;
  const key = { dealId, milestone };
  const deal = await dealOf(db, dealId);
  const { judged, feeCredited: credited } = await milestoneOf(db, dealId, milestone);
  const { verificationFee, buyer } = deal;
  // Jurors who share the fee are credited one after the other, all before the marketplace.
  const isDue = credited < verificationFee;
  const isQuorums = isDue && !judged && (await isEarnedByQuorum(db, deal, milestone));
  const leavesNow = isQuorums || (judged && sharesFee(deal) && credited === 0n);
  if (isDue && leavesNow) await earnFee(db, deal);
  const isPanels = isDue && (judged || isQuorums);
  if (isPanels) {
    const news = { judged: true, feeCredited: credited + amount };
    await db.update(schema.milestone, { dealId, index: milestone }, news);
  }
  const kind = isPanels ? "verification" : "marketplace";
  const earned = isPanels ? { feesEarnedVerification: amount } : { feesEarnedMarketplace: amount };
  countAgent(db, account, { feesEarned: amount, ...earned });
  const movement = { part: "balance", kind: `${kind}Fee`, amount, counterparty: buyer, ...key } as const;
  await moveLedger(db, account, movement);
});
