import schema from "ponder:schema";
import { type DisputeRules, decodeTerms, dueOf, sharesFee, type Terms, totalOf } from "quittance/protocol";
import { type Address, zeroAddress } from "viem";
import { writeCommitment } from "./records/commitments.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import type { Db } from "./records/db.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { dealOf, milestoneOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";

type DealRow = typeof schema.deal.$inferSelect;

const destinationOf = (isLedger: boolean) => (isLedger ? "ledger" : "wallet");

/** The rounds after round 1. No arbiter is the zero address in the terms, and null in a row. */
function roundsOf({ bond, pool, arbiter, rulingWindow }: DisputeRules) {
  const last = arbiter === zeroAddress ? {} : { arbiter, rulingWindow };
  return { bond, pool, ...last };
}

/** Everybody whom the terms may pay out of what the buyer commits. */
function payeesOf(terms: Terms): Address[] {
  const { seller, marketplaceFee, marketplace, verificationFee, panel, panelAccount } = terms;
  const judges = sharesFee(terms) ? panel : [panelAccount];
  return [seller, ...(marketplaceFee === 0 ? [] : [marketplace]), ...(verificationFee === 0n ? [] : judges)];
}

/**
 * How many deals back a juror is looked for that may have left and come back. Two accounts of one person can amend a deal as often as
 * they like: each amendment costs the same.
 */
const LOOKED_BACK = 8;

/** The panels of the deals that a deal replaces. */
async function seatedBefore(db: Db, latest: DealRow | undefined): Promise<ReadonlySet<string>> {
  const seated = new Set<string>();
  let deal = latest;
  for (let back = 1; deal !== undefined && back <= LOOKED_BACK; back++) {
    for (const juror of deal.panel) seated.add(juror.toLowerCase());
    deal = deal.amends === null || back === LOOKED_BACK ? undefined : await dealOf(db, deal.amends);
  }
  return seated;
}

/** Of terms that replace a deal, `DealAmended` of that deal comes before. */
on("Quittance:DealOpened", async ({ event, db }) => {
  const { dealId } = event.args;
  const agreed = decodeTerms(event.args.terms);
  const { milestones, fundedFromLedger, buyerToLedger, sellerToLedger, disputes, amends, ...terms } = agreed;
  const { buyer, seller, panel } = terms;
  const funded = totalOf(agreed);
  const paidIn = dueOf(agreed);
  const replaced = amends === undefined ? undefined : await dealOf(db, amends.deal);
  const category = agreed.category === undefined ? null : BigInt(agreed.category);
  const [buying, selling] = await Promise.all(
    [buyer, seller].map((address) => db.find(schema.account, { address })),
  );

  await db.insert(schema.deal, {
    id: dealId,
    ...terms,
    ...(disputes && roundsOf(disputes)),
    panel: [...panel],
    terms: event.args.terms,
    openBy: BigInt(terms.openBy),
    category,
    buyerPrincipal: buying?.principal ?? null,
    sellerPrincipal: selling?.principal ?? null,
    status: "open",
    fundedFrom: destinationOf(fundedFromLedger),
    buyerDestination: destinationOf(buyerToLedger),
    sellerDestination: destinationOf(sellerToLedger),
    openedAt: replaced?.openedAt ?? db.at.timestamp,
    openedIn: db.at.transactionHash,
    amends: replaced?.id ?? null,
    milestoneCount: milestones.length,
    funded,
    movedIn: funded - paidIn,
    unsettled: funded,
  });
  await db.insertAll(
    schema.milestone,
    milestones.map(({ amount, deadline }, index) => ({
      dealId,
      index,
      amount,
      deadline: BigInt(deadline),
      status: "pending" as const,
    })),
  );
  // A deal and those that replace it are one to reputation, and its jurors sit once.
  const deals = replaced === undefined ? 1 : 0;
  const seated = await seatedBefore(db, replaced);
  const committed = { buyerCommitted: paidIn, buyerUnsettled: funded };
  countAgent(db, buyer, { buyerDeals: deals, ...committed });
  countAgent(db, seller, { sellerDeals: deals });
  for (const juror of panel) {
    if (!seated.has(juror.toLowerCase())) countAgent(db, juror, { jurorSeats: 1 });
  }
  countTotal(db, { deals, milestones: milestones.length, unsettled: funded });
  countSeries(db, { ...terms, category }, { deals, funded: paidIn });
  if (fundedFromLedger && paidIn > 0n) {
    await moveLedger(db, buyer, { part: "balance", kind: "funding", amount: -paidIn, dealId });
  }
  if (fundedFromLedger || replaced !== undefined) {
    // What is committed to a deal that replaces another counts as committed when the first of them opened.
    const since = replaced === undefined ? {} : { committedAt: replaced.openedAt };
    const purpose = {
      kind: "deal",
      counterparties: payeesOf(agreed),
      category: category ?? 0n,
      dealId,
      ...since,
    } as const;
    await writeCommitment(db, buyer, dealId, purpose);
  }
});

/** The deal that replaces this one opens by the next event. */
on("Quittance:DealAmended", async ({ event, db }) => {
  const { dealId, successor, moved, paidBack } = event.args;
  const deal = await dealOf(db, dealId);
  if (deal.unsettled !== moved) {
    throw new Error(`DealAmended of ${dealId} moves ${moved}; the deal holds ${deal.unsettled}.`);
  }
  let milestones = 0;
  for (let index = 0; index < deal.milestoneCount; index++) {
    const { status } = await milestoneOf(db, dealId, index);
    if (status === "settled") continue;
    milestones += 1;
    await db.update(
      schema.milestone,
      { dealId, index },
      {
        status: "moved",
        lowestPayout: null,
        highestPayout: null,
        windowEnd: null,
        settleFrom: null,
      },
    );
  }
  await db.update(schema.deal, { id: dealId }, (row) => ({
    status: "amended" as const,
    amendedBy: successor,
    unsettled: 0n,
    refunded: row.refunded + paidBack,
    movedOn: moved - paidBack,
  }));
  countAgent(db, deal.buyer, { buyerRefunded: paidBack, buyerUnsettled: -moved });
  countTotal(db, { milestones: -milestones, unsettled: -moved });
  countSeries(db, deal, { refunded: paidBack });
  if (deal.buyerDestination === "ledger" && paidBack > 0n) {
    await moveLedger(db, deal.buyer, { part: "balance", kind: "refund", amount: paidBack, dealId });
  }
});
