import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { decodeSettlement, milestonesIn, sharesFee } from "quittance/protocol";
import { partsOf } from "../accounting/parts.ts";
import { causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { creditedOf, earnFee, isEarnedByQuorum } from "./records/fees.ts";
import { moveLedger } from "./records/ledger.ts";
import { dealOf, milestoneOf } from "./records/required.ts";
import { settleMilestone } from "./records/settling.ts";

ponder.on("Quittance:MilestoneSettled", async ({ event, context }) => {
  const { dealId, settlement } = event.args;
  const { milestone, cause: why, toSeller, toBuyer } = decodeSettlement(settlement);
  const deal = await dealOf(context.db, dealId);
  const parts = partsOf({ toSeller, toBuyer, feeReturned: 0n, marketplaceFee: deal.marketplaceFee });
  await settleMilestone(context.db, deal, milestone, { why, parts }, causeOf(event));
});

/** Follows the milestone's settlement. */
ponder.on("Quittance:FeeReturned", async ({ event, context }) => {
  const { db } = context;
  const { dealId, buyer, milestone, amount } = event.args;
  const cause = causeOf(event);
  const { buyerDestination } = await dealOf(db, dealId);
  await db.update(schema.settlement, { dealId, milestone }).set({ feeReturned: amount, ...cause });
  await db.update(schema.deal, { id: dealId }).set((row) => ({
    unsettled: row.unsettled - amount,
    refunded: row.refunded + amount,
    ...cause,
  }));
  await countAgent(db, buyer, { buyerRefunded: amount, buyerUnsettled: -amount }, cause);
  await countTotal(db, { unsettled: -amount }, cause);
  if (buyerDestination === "ledger") {
    await moveLedger(db, buyer, { part: "balance", kind: "refund", amount, dealId, milestone }, cause);
  }
});

ponder.on("Quittance:DealCancelled", async ({ event, context }) => {
  const { db } = context;
  const { dealId, toBuyer, milestones } = event.args;
  const cause = causeOf(event);
  const deal = await dealOf(db, dealId);
  let refund = 0n;
  for (const index of milestonesIn(milestones)) {
    const { amount, judged } = await milestoneOf(db, dealId, index);
    const feeReturned = judged ? 0n : deal.verificationFee;
    refund += amount + feeReturned;
    const parts = partsOf({ toSeller: 0n, toBuyer: amount, feeReturned, marketplaceFee: 0 });
    await settleMilestone(db, deal, index, { why: "cancellation", parts }, cause);
  }
  if (refund !== toBuyer) {
    throw new Error(`DealCancelled of ${dealId} refunds ${toBuyer}; its milestones hold ${refund}.`);
  }
  if (deal.buyerDestination === "ledger") {
    await moveLedger(db, deal.buyer, { part: "balance", kind: "refund", amount: refund, dealId }, cause);
  }
});

/**
 * Follows the verdict that earned the panel's fee, or the settlement that the marketplace's comes from. A fee that the panel earned
 * without a verdict is credited when the milestone settles, or ahead of the event that ends or contests it. Jurors who share the fee
 * are credited when the milestone settles.
 */
ponder.on("Quittance:FeeCredited", async ({ event, context }) => {
  const { db } = context;
  const { dealId, account, milestone, amount } = event.args;
  const cause = causeOf(event);
  const key = { dealId, milestone };
  const [deal, { judged }] = await Promise.all([dealOf(db, dealId), milestoneOf(db, dealId, milestone)]);
  const { verificationFee, buyer } = deal;
  const credited = await creditedOf(db, deal, milestone);
  // Jurors who share the fee are credited one after the other, all before the marketplace.
  const isDue = credited < verificationFee;
  const isQuorums = isDue && !judged && (await isEarnedByQuorum(db, deal, milestone, cause));
  const leavesNow = isQuorums || (judged && sharesFee(deal) && credited === 0n);
  if (isDue && leavesNow) await earnFee(db, deal, cause);
  if (isQuorums) {
    await db.update(schema.milestone, { dealId, index: milestone }).set({ judged: true, ...cause });
  }
  const isPanels = isDue && (judged || isQuorums);
  const kind = isPanels ? "verification" : "marketplace";
  await db.insert(schema.feeCredit).values({ ...key, kind, account, amount, ...cause });
  const earned = isPanels ? { feesEarnedVerification: amount } : { feesEarnedMarketplace: amount };
  await countAgent(db, account, { feesEarned: amount, ...earned }, cause);
  const movement = { part: "balance", kind: `${kind}Fee`, amount, counterparty: buyer, ...key } as const;
  await moveLedger(db, account, movement, cause);
});
