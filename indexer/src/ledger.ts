import schema from "ponder:schema";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";

on("Quittance:LedgerDeposited", async ({ event, db }) => {
  const { account, from, amount, salt } = event.args;
  const movement = { part: "balance", kind: "deposit", amount, wallet: from, salt } as const;
  await moveLedger(db, account, movement);
});

on("Quittance:LedgerWithdrawn", async ({ event, db }) => {
  const { account, to, amount, salt } = event.args;
  const movement = { part: "balance", kind: "withdrawal", amount: -amount, wallet: to, salt } as const;
  await moveLedger(db, account, movement);
});

on("Quittance:PayoutRefused", async ({ event, db }) => {
  const { dealId, account, amount } = event.args;
  await db.update(schema.deal, { id: dealId }, (deal) => ({ unclaimed: deal.unclaimed + amount }));
  await moveLedger(db, account, { part: "unclaimed", kind: "payoutRefused", amount, dealId });
});

on("Quittance:PayoutClaimed", async ({ event, db }) => {
  const { account, amount } = event.args;
  const movement = { part: "unclaimed", kind: "payoutClaimed", amount: -amount } as const;
  await moveLedger(db, account, movement);
});
