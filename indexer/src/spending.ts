import schema from "ponder:schema";
import { committed, restored } from "../accounting/budget.ts";
import { placesOf } from "./records/commitments.ts";
import { countDay } from "./records/costs.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { commitmentOf, openedAccountOf, policyOf } from "./records/required.ts";
import { limitsAfter, writeEntry } from "./records/statement.ts";

/** The event after it tells what for, and `writeCommitment` writes both. */
on("Quittance:FundsCommitted", async ({ event, db }) => {
  const { account: address, amount } = event.args;
  const account = await openedAccountOf(db, address);
  const { period } = await policyOf(db, address, account.policyVersion);
  const budget = committed(account, amount, db.at.timestamp, period);
  await db.update(schema.account, { address }, (row) => ({ ...budget, committed: row.committed + amount }));
  await countDay(db, address, { committed: amount });
});

/** Before the commitment, and the event of what it is for, which takes the whole amount from the account. */
on("Quittance:TreasuryDrawn", async ({ event, db }) => {
  const { account, treasury, digest, amount } = event.args;
  await db.insert(schema.treasuryDraw, { account, treasury, digest, amount });
  const drawn = { part: "balance", kind: "treasury" } as const;
  await moveLedger(db, treasury, { ...drawn, amount: -amount, counterparty: account });
  await moveLedger(db, account, { ...drawn, amount, counterparty: treasury });
});

/** Of a deal, a tab or a bond, by its id. */
on("Quittance:BudgetRestored", async ({ event, db }) => {
  const { account: address, digest, amount } = event.args;
  const account = await openedAccountOf(db, address);
  const commitment = await commitmentOf(db, digest);
  const policy = await policyOf(db, address, account.policyVersion);
  const budget = restored(account, amount, commitment.committedAt);
  await db.update(schema.account, { address }, (row) => ({ ...budget, restored: row.restored + amount }));
  await db.update(schema.commitment, { digest }, (row) => ({ restored: row.restored + amount }));
  const { kind: refundOf, ...about } = placesOf(commitment);
  const within = limitsAfter(policy, budget, db.at.timestamp);
  await writeEntry(db, address, { ...about, kind: "refund", refundOf, amount, ...within });
  await countDay(db, address, { refunded: amount });
});
