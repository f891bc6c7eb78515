import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "./records/cause.ts";
import { moveLedger } from "./records/ledger.ts";

ponder.on("Quittance:LedgerDeposited", async ({ event, context }) => {
  const { account, from, amount, salt } = event.args;
  const movement = { part: "balance", kind: "deposit", amount, wallet: from, salt } as const;
  await moveLedger(context.db, account, movement, causeOf(event));
});

ponder.on("Quittance:LedgerWithdrawn", async ({ event, context }) => {
  const { account, to, amount, salt } = event.args;
  const movement = { part: "balance", kind: "withdrawal", amount: -amount, wallet: to, salt } as const;
  await moveLedger(context.db, account, movement, causeOf(event));
});

ponder.on("Quittance:PayoutRefused", async ({ event, context }) => {
  const { dealId, account, amount } = event.args;
  const cause = causeOf(event);
  await context.db
    .update(schema.deal, { id: dealId })
    .set((deal) => ({ unclaimed: deal.unclaimed + amount, ...cause }));
  await moveLedger(context.db, account, { part: "unclaimed", kind: "payoutRefused", amount, dealId }, cause);
});

ponder.on("Quittance:PayoutClaimed", async ({ event, context }) => {
  const { account, amount } = event.args;
  const movement = { part: "unclaimed", kind: "payoutClaimed", amount: -amount } as const;
  await moveLedger(context.db, account, movement, causeOf(event));
});
