import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { zeroAddress } from "viem";
import { causeOf } from "./records/cause.ts";
import { countTotal } from "./records/counting.ts";
import { setPolicy } from "./records/policies.ts";
import { freezeAccount, freezePrincipal, knowPrincipal, writeHandover } from "./records/principals.ts";
import { openedAccountOf } from "./records/required.ts";
import { writeEntry } from "./records/statement.ts";

ponder.on("Quittance:AccountOpened", async ({ event, context }) => {
  const { db } = context;
  const { principal, account: address, index, policy } = event.args;
  const cause = causeOf(event);
  await knowPrincipal(db, principal, cause);
  await db
    .update(schema.principal, { address: principal })
    .set((row) => ({ accountCount: row.accountCount + 1, ...cause }));
  const opened = { principal, index: BigInt(index), openedAt: cause.timestamp };
  const { balance } = await db
    .insert(schema.account)
    .values({ address, ...opened, ...cause })
    .onConflictDoUpdate({ ...opened, ...cause });
  await setPolicy(db, address, { principal, packed: policy }, cause);
  if (balance > 0n) {
    await writeEntry(db, address, { kind: "opening", amount: balance, counterparties: [] }, cause);
  }
  await countTotal(db, { accounts: 1 }, cause);
});

ponder.on("Quittance:KeySet", async ({ event, context }) => {
  const { db } = context;
  const { account, key, capabilities } = event.args;
  const cause = causeOf(event);
  const expiry = BigInt(event.args.expiry);
  const { keyChangeCount } = await db
    .update(schema.account, { address: account })
    .set((row) => ({ keyChangeCount: row.keyChangeCount + 1, ...cause }));
  const change = { account, key, expiry, capabilities };
  await db.insert(schema.keyChange).values({ sequence: keyChangeCount - 1, ...change, ...cause });
  await db
    .insert(schema.accountKey)
    .values({ ...change, grantedAt: cause.timestamp, changeCount: 1, ...cause })
    .onConflictDoUpdate((row) => ({ expiry, capabilities, changeCount: row.changeCount + 1, ...cause }));
});

ponder.on("Quittance:PolicySet", async ({ event, context }) => {
  const { account: address, policy: packed } = event.args;
  const { principal } = await openedAccountOf(context.db, address);
  await setPolicy(context.db, address, { principal, packed }, causeOf(event));
});

ponder.on("Quittance:AccountFrozen", async ({ event, context }) => {
  await freezeAccount(context.db, event.args.account, true, causeOf(event));
});

ponder.on("Quittance:AccountUnfrozen", async ({ event, context }) => {
  await freezeAccount(context.db, event.args.account, false, causeOf(event));
});

ponder.on("Quittance:PrincipalFrozen", async ({ event, context }) => {
  await freezePrincipal(context.db, event.args.principal, true, causeOf(event));
});

ponder.on("Quittance:PrincipalUnfrozen", async ({ event, context }) => {
  await freezePrincipal(context.db, event.args.principal, false, causeOf(event));
});

ponder.on("Quittance:PrincipalOffered", async ({ event, context }) => {
  const { principal, controller, to } = event.args;
  const isOffer = to !== zeroAddress;
  const step = { step: isOffer ? "offered" : "takenBack", controller, to: isOffer ? to : null } as const;
  await writeHandover(context.db, principal, step, { offered: step.to }, causeOf(event));
});

ponder.on("Quittance:PrincipalHandedOver", async ({ event, context }) => {
  const { db } = context;
  const { principal, controller: to } = event.args;
  const cause = causeOf(event);
  const { controller } = await knowPrincipal(db, principal, cause);
  const step = { step: "accepted", controller, to } as const;
  await writeHandover(db, principal, step, { controller: to, offered: null }, cause);
});
