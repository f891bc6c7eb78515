import type { Hex } from "viem";
import { intentOf } from "./columns.ts";
import type { Statements } from "./database.ts";
import type { Intent, NewIntent, NewPayment } from "./records.ts";

const INSERT =
  "INSERT INTO intents (id, owner, data, state, fee, brings, payment, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const DELETE = "DELETE FROM intents WHERE id = ?";
/** Refused without an error of the contract: its fee was not paid. */
const UNPAID = "UPDATE intents SET state = 'refused', reason = '0x', fee = '0' WHERE";

export async function readIntent(sql: Statements, id: Hex): Promise<Intent | undefined> {
  const found = await sql.one("SELECT * FROM intents WHERE id = ?", id);
  return found && intentOf(found);
}

/** USDC base units. */
export async function creditOf(sql: Statements, owner: string): Promise<bigint> {
  return BigInt((await sql.one("SELECT amount FROM credits WHERE owner = ?", owner))?.amount ?? 0);
}

/** Takes an amount from an owner's credit; a negative one is added. */
export async function chargeCredit(sql: Statements, owner: string, amount: bigint): Promise<void> {
  if (amount === 0n) return;
  const left = (await creditOf(sql, owner)) - amount;
  await sql.run("DELETE FROM credits WHERE owner = ?", owner);
  await sql.run("INSERT INTO credits (owner, amount) VALUES (?, ?)", owner, String(left));
}

/** `addIntent` of the store. */
export async function addIntent(
  sql: Statements,
  { id, owner, data, fee, askedAt, mayOwe = false }: NewIntent,
  payment: NewPayment | undefined,
): Promise<boolean> {
  const known = await readIntent(sql, id);
  if (known !== undefined && known.state !== "refused") return true;
  const credit = await creditOf(sql, owner);
  const isCovered = credit >= fee || (mayOwe && credit >= 0n);
  if (payment === undefined && !isCovered) return false;
  await sql.run(DELETE, id);
  if (payment === undefined) {
    await chargeCredit(sql, owner, fee);
    await sql.run(INSERT, id, owner, data, "queued", String(fee), "0", null, askedAt);
    return true;
  }
  const paid = await readIntent(sql, payment.id);
  if (paid !== undefined && paid.state !== "refused") return false;
  await sql.run(DELETE, payment.id);
  await sql.run(
    INSERT,
    payment.id,
    owner,
    payment.data,
    "queued",
    "0",
    String(payment.brings),
    null,
    askedAt,
  );
  await sql.run(INSERT, id, owner, data, "waiting", String(fee), "0", payment.id, askedAt);
  return true;
}

/** Refuses an intent, and those that wait for it as their payment. Gives its fee back when no transaction had it. */
export async function refuseIntent(
  sql: Statements,
  id: Hex,
  reason: Hex,
  { isUnsent }: { readonly isUnsent: boolean },
): Promise<void> {
  const intent = await readIntent(sql, id);
  if (intent === undefined) return;
  if (isUnsent) await chargeCredit(sql, intent.owner, -intent.fee);
  const fee = isUnsent ? "0" : String(intent.fee);
  await sql.run("UPDATE intents SET state = 'refused', reason = ?, fee = ? WHERE id = ?", reason, fee, id);
  await sql.run(`${UNPAID} payment = ? AND state = 'waiting'`, id);
}

/** Charges and queues what waited for a payment, as far as the credit goes. */
export async function releaseWaiting(sql: Statements, payment: Hex): Promise<void> {
  for (const found of await sql.all(
    "SELECT * FROM intents WHERE payment = ? AND state = 'waiting'",
    payment,
  )) {
    const { id, owner, fee } = intentOf(found);
    if ((await creditOf(sql, owner)) < fee) {
      await sql.run(`${UNPAID} id = ?`, id);
      continue;
    }
    await chargeCredit(sql, owner, fee);
    await sql.run("UPDATE intents SET state = 'queued' WHERE id = ?", id);
  }
}

/** Takes back what payments brought, while no block has their transaction. */
export async function takeBack(sql: Statements, transaction: number): Promise<void> {
  const brought =
    "SELECT * FROM intents WHERE \"transaction\" = ? AND state IN ('done', 'final') AND brings <> '0'";
  for (const found of await sql.all(brought, transaction)) {
    const { owner, brings } = intentOf(found);
    await chargeCredit(sql, owner, brings);
  }
}
