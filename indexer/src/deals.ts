import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { type DisputeRules, decodeTerms, type Terms, totalOf } from "quittance/protocol";
import { type Address, zeroAddress } from "viem";
import { causeOf } from "./records/cause.ts";
import { describeCommitment } from "./records/commitments.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { moveLedger } from "./records/ledger.ts";

const destinationOf = (isLedger: boolean) => (isLedger ? "ledger" : "wallet");

/** The rounds after round 1. No arbiter is the zero address in the terms, and null in a row. */
function roundsOf({ bond, pool, arbiter, rulingWindow }: DisputeRules) {
  const last = arbiter === zeroAddress ? {} : { arbiter, rulingWindow };
  return { bond, pool, ...last };
}

/** Everybody whom the terms may pay out of what the buyer commits. */
function payeesOf({ seller, marketplaceFee, marketplace, verificationFee, panelAccount }: Terms): Address[] {
  return [
    seller,
    ...(marketplaceFee === 0 ? [] : [marketplace]),
    ...(verificationFee === 0n ? [] : [panelAccount]),
  ];
}

ponder.on("Quittance:DealOpened", async ({ event, context }) => {
  const { db } = context;
  const { dealId } = event.args;
  const cause = causeOf(event);
  const agreed = decodeTerms(event.args.terms);
  const { milestones, fundedFromLedger, buyerToLedger, sellerToLedger, disputes, ...terms } = agreed;
  const { buyer, seller, panel } = terms;
  const funded = totalOf(agreed);
  const category = BigInt(agreed.category ?? 0);
  const [buying, selling] = await Promise.all(
    [buyer, seller].map((address) => db.find(schema.account, { address })),
  );

  await db.insert(schema.deal).values({
    id: dealId,
    ...terms,
    ...(disputes && roundsOf(disputes)),
    panel: [...panel],
    openBy: BigInt(terms.openBy),
    category,
    buyerPrincipal: buying?.principal ?? null,
    sellerPrincipal: selling?.principal ?? null,
    status: "open",
    fundedFrom: destinationOf(fundedFromLedger),
    buyerDestination: destinationOf(buyerToLedger),
    sellerDestination: destinationOf(sellerToLedger),
    openedAt: cause.timestamp,
    openedIn: cause.transactionHash,
    milestoneCount: milestones.length,
    funded,
    unsettled: funded,
    ...cause,
  });
  await db.insert(schema.milestone).values(
    milestones.map(({ amount, deadline }, index) => ({
      dealId,
      index,
      amount,
      deadline: BigInt(deadline),
      status: "pending" as const,
      ...cause,
    })),
  );
  await countAgent(db, buyer, { buyerDeals: 1, buyerCommitted: funded, buyerUnsettled: funded }, cause);
  await countAgent(db, seller, { sellerDeals: 1 }, cause);
  for (const juror of panel) await countAgent(db, juror, { jurorSeats: 1 }, cause);
  await countTotal(db, { deals: 1, milestones: milestones.length, unsettled: funded }, cause);
  if (fundedFromLedger) {
    await moveLedger(db, buyer, { part: "balance", kind: "funding", amount: -funded, dealId }, cause);
    const purpose = { kind: "deal", counterparties: payeesOf(agreed), category, dealId } as const;
    await describeCommitment(db, buyer, dealId, purpose, cause);
  }
});
