import schema from "ponder:schema";
import { decodeRedemptions } from "quittance/protocol";
import { counted } from "../accounting/counters.ts";
import { writeCommitment } from "./records/commitments.ts";
import { countTotal } from "./records/counting.ts";
import { errorNameOf } from "./records/errors.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { tabOf } from "./records/required.ts";

on("Quittance:TabOpened", async ({ event, db }) => {
  const { tabId, account, payee, reserve, openBy, end, grace, voucherKey, salt, reference_, fromWallet } =
    event.args;
  const category = BigInt(event.args.category);
  await db.insert(schema.tab, {
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
    openedAt: db.at.timestamp,
  });
  countTotal(db, { tabsOpened: 1, tabs: reserve });
  if (!fromWallet) {
    const movement = { part: "balance", kind: "tab", amount: -reserve, counterparty: payee, tabId } as const;
    await moveLedger(db, account, movement);
  }
  const purpose = { kind: "tab", counterparties: [payee], category } as const;
  await writeCommitment(db, account, tabId, purpose);
});

on("Quittance:VouchersRedeemed", async ({ event, db }) => {
  const { payee, redemptions } = event.args;
  for (const { tabId, amount } of decodeRedemptions(redemptions)) {
    const { account } = await tabOf(db, tabId);
    const change = { redeemed: amount, held: -amount, redemptionCount: 1 };
    const { redeemed, redemptionCount } = await db.update(schema.tab, { id: tabId }, (row) =>
      counted(row, change),
    );
    await db.insert(schema.redemption, { tabId, sequence: redemptionCount - 1, payee, amount, redeemed });
    countTotal(db, { tabs: -amount });
    const movement = { part: "balance", kind: "voucher", amount, counterparty: account, tabId } as const;
    await moveLedger(db, payee, movement);
  }
});

on("Quittance:VoucherRefused", async ({ event, db }) => {
  const { tabId, payee, reason } = event.args;
  const error = errorNameOf(reason);
  await db.insert(schema.voucherRefusal, { tabId, payee, reason, error });
});

on("Quittance:TabClosed", async ({ event, db }) => {
  const { tabId, account, returned } = event.args;
  const { payee } = await db.update(schema.tab, { id: tabId }, (row) => ({
    ...counted(row, { returned, held: -returned }),
    status: "closed" as const,
    closedAt: db.at.timestamp,
  }));
  countTotal(db, { tabs: -returned });
  const about = { counterparty: payee, tabId };
  await moveLedger(db, account, { part: "balance", kind: "tabReturned", amount: returned, ...about });
});
