import schema from "ponder:schema";
import { hashTyped, quittanceDomain, sharesFee } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { writeCommitment } from "./records/commitments.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { isEarnedByQuorum } from "./records/fees.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { dealOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";

const ARBITERS_ROUND = 3;

on("Quittance:ContestOpened", async ({ event, db, chainId }) => {
  const { dealId, contester, milestone, round, payout, payer, bond, fromWallet } = event.args;
  const deal = await dealOf(db, dealId);
  const domain = quittanceDomain({ chainId: chainId, address: event.log.address });
  const message = { payer, deal: dealId, milestone, round, contester, amount: bond };
  const bondId = hashTyped({ domain, type: "Bond", message });
  const { buyer, verdictWindow, contestWindow, arbiter, rulingWindow } = deal;
  const isLast = round === ARBITERS_ROUND;
  const windowEnd = db.at.timestamp + BigInt(isLast ? (rulingWindow ?? 0) : verdictWindow);
  await db.insert(schema.contest, {
    dealId,
    milestone,
    round,
    contester,
    side: isAddressEqual(contester, buyer) ? "buyer" : "seller",
    payout,
    payer,
    paidFrom: fromWallet ? "wallet" : "ledger",
    bond,
    bondId,
    held: bond,
    openedAt: db.at.timestamp,
    openedInBlock: db.at.blockNumber,
    windowEnd,
  });
  // A fee that the panel's account gets is credited by an event of its own, which says that it was earned.
  const isEarned = sharesFee(deal) && !isLast && (await isEarnedByQuorum(db, deal, milestone));
  await db.update(schema.milestone, { dealId, index: milestone }, (row) => ({
    status: "contested" as const,
    judged: row.judged || isEarned,
    provisionalPayout: payout,
    lowestPayout: null,
    highestPayout: null,
    // Contested silence stands since the verdict window ended.
    provisionalSince: row.provisionalSince ?? row.windowEnd,
    contestCount: row.contestCount + 1,
    windowEnd,
    settleFrom: isLast || arbiter === null ? windowEnd : windowEnd + BigInt(contestWindow),
  }));
  await db.update(schema.deal, { id: dealId }, (row) => ({ bondsHeld: row.bondsHeld + bond }));
  countAgent(db, contester, { contestCount: 1 });
  countAgent(db, payer, { bondsPaid: bond });
  countTotal(db, { contests: 1, bonds: bond });
  countSeries(db, deal, { contests: 1 });
  if (fromWallet) return;
  await moveLedger(db, payer, { part: "balance", kind: "bond", amount: -bond, dealId, milestone });
  const counterparties = [deal.pool, arbiter].filter((payee) => payee !== null);
  const purpose = { kind: "bond", counterparties, category: deal.category ?? 0n, dealId, milestone } as const;
  await writeCommitment(db, payer, bondId, purpose);
});
