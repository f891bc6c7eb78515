import schema from "ponder:schema";
import { zeroAddress } from "viem";
import { countTotal } from "./records/counting.ts";
import { on } from "./records/on.ts";
import { setPolicy } from "./records/policies.ts";
import { freezeAccount, freezePrincipal, knowPrincipal, writeHandover } from "./records/principals.ts";
import { openedAccountOf } from "./records/required.ts";
import { writeEntry } from "./records/statement.ts";

on("Quittance:AccountOpened", async ({ event, db }) => {
  const { principal, account: address, index, policy } = event.args;
  await knowPrincipal(db, principal);
  await db.update(schema.principal, { address: principal }, (row) => ({
    accountCount: row.accountCount + 1,
  }));
  const opened = { principal, index: BigInt(index), openedAt: db.at.timestamp };
  const { balance } = await db.upsert(schema.account, { address, ...opened }, opened);
  await setPolicy(db, address, { principal, packed: policy });
  if (balance > 0n) {
    await writeEntry(db, address, { kind: "opening", amount: balance, counterparties: [] });
  }
  countTotal(db, { accounts: 1 });
});

on("Quittance:KeySet", async ({ event, db }) => {
  const { account, key, capabilities } = event.args;
  const expiry = BigInt(event.args.expiry);
  const { keyChangeCount } = await db.update(schema.account, { address: account }, (row) => ({
    keyChangeCount: row.keyChangeCount + 1,
  }));
  const change = { account, key, expiry, capabilities };
  await db.insert(schema.keyChange, { sequence: keyChangeCount - 1, ...change });
  await db.upsert(schema.accountKey, { ...change, grantedAt: db.at.timestamp, changeCount: 1 }, (row) => ({
    expiry,
    capabilities,
    changeCount: row.changeCount + 1,
  }));
});

on("Quittance:PolicySet", async ({ event, db }) => {
  const { account: address, policy: packed } = event.args;
  const { principal } = await openedAccountOf(db, address);
  await setPolicy(db, address, { principal, packed });
});

on("Quittance:AccountFrozen", async ({ event, db }) => {
  await freezeAccount(db, event.args.account, true);
});

on("Quittance:AccountUnfrozen", async ({ event, db }) => {
  await freezeAccount(db, event.args.account, false);
});

on("Quittance:PrincipalFrozen", async ({ event, db }) => {
  await freezePrincipal(db, event.args.principal, true);
});

on("Quittance:PrincipalUnfrozen", async ({ event, db }) => {
  await freezePrincipal(db, event.args.principal, false);
});

on("Quittance:PrincipalOffered", async ({ event, db }) => {
  const { principal, controller, to } = event.args;
  const isOffer = to !== zeroAddress;
  const step = { step: isOffer ? "offered" : "takenBack", controller, to: isOffer ? to : null } as const;
  await writeHandover(db, principal, step, { offered: step.to });
});

on("Quittance:PrincipalHandedOver", async ({ event, db }) => {
  const { principal, controller: to } = event.args;
  const { controller } = await knowPrincipal(db, principal);
  const step = { step: "accepted", controller, to } as const;
  await writeHandover(db, principal, step, { controller: to, offered: null });
});
