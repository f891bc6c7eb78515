import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { decodeRedemptions } from "quittance/protocol";
import { counted } from "../accounting/counters.ts";
import { causeOf } from "./records/cause.ts";
import { describeCommitment } from "./records/commitments.ts";
import { countTotal } from "./records/counting.ts";
import { errorNameOf } from "./records/errors.ts";
import { moveLedger } from "./records/ledger.ts";
import { tabOf } from "./records/required.ts";

ponder.on("Quittance:TabOpened", async ({ event, context }) => {
  const { db } = context;
  const { tabId, account, payee, reserve, openBy, end, grace, voucherKey, salt, reference_, fromWallet } =
    event.args;
  const cause = causeOf(event);
  const category = BigInt(event.args.category);
  await db.insert(schema.tab).values({
    id: tabId,
    account,
    payee,
    status: "open",
    fundedFrom: fromWallet ? "wallet" : "ledger",
    reserve,
    held: reserve,
    openBy: BigInt(openBy),
    end: BigInt(end),
    grace: BigInt(grace),
    redeemUntil: BigInt(end) + BigInt(grace),
    voucherKey,
    category,
    salt,
    reference: BigInt(reference_) === 0n ? null : reference_,
    openedAt: cause.timestamp,
    ...cause,
  });
  await countTotal(db, { tabsOpened: 1, tabs: reserve }, cause);
  if (!fromWallet) {
    const movement = { part: "balance", kind: "tab", amount: -reserve, counterparty: payee, tabId } as const;
    await moveLedger(db, account, movement, cause);
  }
  const purpose = { kind: "tab", counterparties: [payee], category } as const;
  await describeCommitment(db, account, tabId, purpose, cause);
});

ponder.on("Quittance:VouchersRedeemed", async ({ event, context }) => {
  const { db } = context;
  const { payee, redemptions } = event.args;
  const cause = causeOf(event);
  for (const { tabId, amount } of decodeRedemptions(redemptions)) {
    const { account } = await tabOf(db, tabId);
    const change = { redeemed: amount, held: -amount, redemptionCount: 1 };
    const { redeemed, redemptionCount } = await db
      .update(schema.tab, { id: tabId })
      .set((row) => ({ ...counted(row, change), ...cause }));
    await db
      .insert(schema.redemption)
      .values({ tabId, sequence: redemptionCount - 1, payee, amount, redeemed, ...cause });
    await countTotal(db, { tabs: -amount }, cause);
    const movement = { part: "balance", kind: "voucher", amount, counterparty: account, tabId } as const;
    await moveLedger(db, payee, movement, cause);
  }
});

ponder.on("Quittance:VoucherRefused", async ({ event, context }) => {
  const { tabId, payee, reason } = event.args;
  const error = errorNameOf(reason);
  await context.db.insert(schema.voucherRefusal).values({ tabId, payee, reason, error, ...causeOf(event) });
});

ponder.on("Quittance:TabClosed", async ({ event, context }) => {
  const { db } = context;
  const { tabId, account, returned } = event.args;
  const cause = causeOf(event);
  const { payee } = await db.update(schema.tab, { id: tabId }).set((row) => ({
    ...counted(row, { returned, held: -returned }),
    status: "closed",
    closedAt: cause.timestamp,
    ...cause,
  }));
  await countTotal(db, { tabs: -returned }, cause);
  const about = { counterparty: payee, tabId };
  await moveLedger(db, account, { part: "balance", kind: "tabReturned", amount: returned, ...about }, cause);
});
