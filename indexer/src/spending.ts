import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { committed, restored } from "../accounting/budget.ts";
import { causeOf } from "./records/cause.ts";
import { entryOf } from "./records/commitments.ts";
import { countDay } from "./records/costs.ts";
import { moveLedger } from "./records/ledger.ts";
import { commitmentOf, openedAccountOf, policyOf } from "./records/required.ts";
import { limitsAfter, writeEntry } from "./records/statement.ts";

/** The event after it tells what for. */
ponder.on("Quittance:FundsCommitted", async ({ event, context }) => {
  const { db } = context;
  const { account: address, digest, key, amount } = event.args;
  const cause = causeOf(event);
  const account = await openedAccountOf(db, address);
  const policy = await policyOf(db, address, account.policyVersion);
  const budget = committed(account, amount, cause.timestamp, policy.period);
  await db
    .update(schema.account, { address })
    .set((row) => ({ ...budget, committed: row.committed + amount, ...cause }));
  const within = limitsAfter(policy, budget, cause.timestamp);
  // `describeCommitment` fills in what for.
  const line = { counterparties: [], category: 0n, digest, key, amount: -amount, ...within };
  const entry = await writeEntry(db, address, line, cause);
  const facts = { key, amount, committedAt: cause.timestamp, policy: policy.version, entry };
  await db.insert(schema.commitment).values({ digest, account: address, ...facts, ...cause });
  await countDay(db, address, { committed: amount }, cause);
});

/** Before the commitment, and the event of what it is for, which takes the whole amount from the account. */
ponder.on("Quittance:TreasuryDrawn", async ({ event, context }) => {
  const { db } = context;
  const { account, treasury, digest, amount } = event.args;
  const cause = causeOf(event);
  await db.insert(schema.treasuryDraw).values({ account, treasury, digest, amount, ...cause });
  const drawn = { part: "balance", kind: "treasury" } as const;
  await moveLedger(db, treasury, { ...drawn, amount: -amount, counterparty: account }, cause);
  await moveLedger(db, account, { ...drawn, amount, counterparty: treasury }, cause);
});

/** Of a deal, a tab or a bond, by its id. */
ponder.on("Quittance:BudgetRestored", async ({ event, context }) => {
  const { db } = context;
  const { account: address, digest, amount } = event.args;
  const cause = causeOf(event);
  const account = await openedAccountOf(db, address);
  const commitment = await commitmentOf(db, digest);
  const policy = await policyOf(db, address, account.policyVersion);
  const budget = restored(account, amount, commitment.committedAt ?? cause.timestamp);
  await db
    .update(schema.account, { address })
    .set((row) => ({ ...budget, restored: row.restored + amount, ...cause }));
  await db
    .update(schema.commitment, { digest })
    .set((row) => ({ restored: row.restored + amount, ...cause }));
  const { kind: refundOf, ...about } = entryOf(commitment);
  const within = limitsAfter(policy, budget, cause.timestamp);
  await writeEntry(db, address, { ...about, kind: "refund", refundOf, amount, ...within }, cause);
  await countDay(db, address, { refunded: amount }, cause);
});
