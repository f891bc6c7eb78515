import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { hashTyped, quittanceDomain, sharesFee } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { causeOf } from "./records/cause.ts";
import { describeCommitment } from "./records/commitments.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { isEarnedByQuorum } from "./records/fees.ts";
import { moveLedger } from "./records/ledger.ts";
import { dealOf } from "./records/required.ts";

const ARBITERS_ROUND = 3;

ponder.on("Quittance:ContestOpened", async ({ event, context }) => {
  const { db } = context;
  const { dealId, contester, milestone, round, payout, payer, bond, fromWallet } = event.args;
  const cause = causeOf(event);
  const deal = await dealOf(db, dealId);
  const domain = quittanceDomain({ chainId: context.chain.id, address: event.log.address });
  const message = { payer, deal: dealId, milestone, round, contester, amount: bond };
  const bondId = hashTyped({ domain, type: "Bond", message });
  const { buyer, verdictWindow, contestWindow, arbiter, rulingWindow } = deal;
  const isLast = round === ARBITERS_ROUND;
  const windowEnd = cause.timestamp + BigInt(isLast ? (rulingWindow ?? 0) : verdictWindow);
  await db.insert(schema.contest).values({
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
    openedAt: cause.timestamp,
    openedInBlock: cause.blockNumber,
    windowEnd,
    ...cause,
  });
  // A fee that the panel's account gets is credited by an event of its own, which says that it was earned.
  const isEarned = sharesFee(deal) && !isLast && (await isEarnedByQuorum(db, deal, milestone, cause));
  await db.update(schema.milestone, { dealId, index: milestone }).set((row) => ({
    status: "contested",
    judged: row.judged || isEarned,
    provisionalPayout: payout,
    lowestPayout: null,
    highestPayout: null,
    // Contested silence stands since the verdict window ended.
    provisionalSince: row.provisionalSince ?? row.windowEnd,
    contests: row.contests + 1,
    windowEnd,
    settleFrom: isLast || arbiter === null ? windowEnd : windowEnd + BigInt(contestWindow),
    ...cause,
  }));
  await db.update(schema.deal, { id: dealId }).set((row) => ({ bondsHeld: row.bondsHeld + bond, ...cause }));
  await countAgent(db, contester, { contests: 1 }, cause);
  await countAgent(db, payer, { bondsPaid: bond }, cause);
  await countTotal(db, { contests: 1, bonds: bond }, cause);
  if (fromWallet) return;
  await moveLedger(db, payer, { part: "balance", kind: "bond", amount: -bond, dealId, milestone }, cause);
  const counterparties = [deal.pool, arbiter].filter((payee) => payee !== null);
  const purpose = { kind: "bond", counterparties, category: deal.category, dealId, milestone } as const;
  await describeCommitment(db, payer, bondId, purpose, cause);
});
