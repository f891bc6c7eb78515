import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { decodePayments } from "quittance/protocol";
import { causeOf } from "./records/cause.ts";
import { describeCommitment } from "./records/commitments.ts";
import { countTotal } from "./records/counting.ts";
import { moveLedger } from "./records/ledger.ts";

ponder.on("Quittance:OrderPaid", async ({ event, context }) => {
  const { db } = context;
  const { orderId, account, nonce, memo } = event.args;
  const cause = causeOf(event);
  const category = BigInt(event.args.category);
  const payments = decodePayments(event.args.payments);
  const amount = payments.reduce((sum, payment) => sum + payment.amount, 0n);
  const paymentCount = payments.length;
  await db
    .insert(schema.paymentOrder)
    .values({ id: orderId, account, nonce, category, memo, amount, paymentCount, ...cause });
  await db
    .insert(schema.payment)
    .values(payments.map((payment, index) => ({ orderId, index, account, ...payment, ...cause })));
  await countTotal(db, { orders: 1 }, cause);
  const about = { part: "balance", orderId } as const;
  await moveLedger(db, account, { ...about, kind: "payment", amount: -amount }, cause);
  for (const payment of payments) {
    const received = { kind: "paymentReceived", amount: payment.amount, counterparty: account } as const;
    await moveLedger(db, payment.payee, { ...about, ...received }, cause);
  }
  const counterparties = [...new Set(payments.map(({ payee }) => payee))];
  const purpose = { kind: "payment", counterparties, category } as const;
  await describeCommitment(db, account, orderId, purpose, cause);
});

/** Also of a nonce that was used, for which it changes nothing. */
ponder.on("Quittance:OrderRevoked", async ({ event, context }) => {
  const { account, nonce } = event.args;
  await context.db
    .insert(schema.orderRevocation)
    .values({ account, nonce, ...causeOf(event) })
    .onConflictDoNothing();
});

ponder.on("Quittance:FundsMoved", async ({ event, context }) => {
  const { db } = context;
  const { from, to, controller, amount } = event.args;
  const cause = causeOf(event);
  await db.insert(schema.fundMove).values({ from, to, controller, amount, ...cause });
  const move = { part: "balance", kind: "move" } as const;
  await moveLedger(db, from, { ...move, amount: -amount, counterparty: to }, cause);
  await moveLedger(db, to, { ...move, amount, counterparty: from }, cause);
});
