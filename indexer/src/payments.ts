import schema from "ponder:schema";
import { decodePayments } from "quittance/protocol";
import { writeCommitment } from "./records/commitments.ts";
import { countTotal } from "./records/counting.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";

on("Quittance:OrderPaid", async ({ event, db }) => {
  const { orderId, account, nonce, memo } = event.args;
  const category = BigInt(event.args.category);
  const payments = decodePayments(event.args.payments);
  const amount = payments.reduce((sum, payment) => sum + payment.amount, 0n);
  const paymentCount = payments.length;
  await db.insert(schema.paymentOrder, { id: orderId, account, nonce, category, memo, amount, paymentCount });
  await db.insertAll(
    schema.payment,
    payments.map((payment, index) => ({ orderId, index, account, ...payment })),
  );
  countTotal(db, { orders: 1 });
  const counterparties = [...new Set(payments.map(({ payee }) => payee))];
  const purpose = { kind: "payment", counterparties, category } as const;
  await writeCommitment(db, account, orderId, purpose);
  const about = { part: "balance", orderId } as const;
  await moveLedger(db, account, { ...about, kind: "payment", amount: -amount });
  for (const payment of payments) {
    const received = { kind: "paymentReceived", amount: payment.amount, counterparty: account } as const;
    await moveLedger(db, payment.payee, { ...about, ...received });
  }
});

/** Also of a nonce that was used, for which it changes nothing. */
on("Quittance:OrderRevoked", async ({ event, db }) => {
  const { account, nonce } = event.args;
  await db.insertNew(schema.orderRevocation, { account, nonce });
});

on("Quittance:FundsMoved", async ({ event, db }) => {
  const { from, to, controller, amount } = event.args;
  await db.insert(schema.fundMove, { from, to, controller, amount });
  const move = { part: "balance", kind: "move" } as const;
  await moveLedger(db, from, { ...move, amount: -amount, counterparty: to });
  await moveLedger(db, to, { ...move, amount, counterparty: from });
});
