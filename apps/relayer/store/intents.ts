import type { Hex } from "viem";
import { intentOf, writeDeploying } from "./columns.ts";
import { chargeCredit, creditOf, lockCredit } from "./credits.ts";
import type { SqlValue, Statements, Transaction } from "./database.ts";
import { countAsked } from "./quotas.ts";
import type { Deploying, Intent, NewIntent, NewPayment, NewRedemption } from "./records.ts";
import { countVoucher } from "./tabs.ts";

const DELETE = "DELETE FROM intents WHERE id = ? AND state = 'refused'";
/** Refused without an error of the contract: its fee was not paid. */
const UNPAID = "UPDATE intents SET state = 'refused', reason = '0x', fee = '0' WHERE";

interface Row {
  readonly id: Hex;
  readonly owner: string;
  readonly data: Hex;
  readonly state: "queued" | "waiting";
  readonly askedAt: number;
  readonly fee?: bigint;
  readonly brings?: bigint;
  readonly payment?: Hex;
  readonly gas?: bigint | undefined;
  readonly deploying?: Deploying | undefined;
}

/** Writes a row. False where another worker has added the same meanwhile. */
async function insert(sql: Statements, row: Row): Promise<boolean> {
  const { id, owner, data, state, askedAt, fee = 0n, brings = 0n, payment = null, gas, deploying } = row;
  const columns: Readonly<Record<string, SqlValue>> = {
    ...{ id, owner, data, state, fee: String(fee), brings: String(brings), payment, asked_at: askedAt },
    ...{ gas: gas === undefined ? null : String(gas), deploying: writeDeploying(deploying) },
  };
  const names = Object.keys(columns);
  const places = names.map(() => "?").join();
  const added = `INSERT INTO intents (${names.join()}) VALUES (${places}) ON CONFLICT (id) DO NOTHING`;
  return (await sql.run(added, ...Object.values(columns))) > 0;
}

export async function readIntent(sql: Statements, id: Hex): Promise<Intent | undefined> {
  const found = await sql.one("SELECT * FROM intents WHERE id = ?", id);
  return found && intentOf(found);
}

/** `addIntent` of the store. */
export async function addIntent(
  sql: Transaction,
  { id, owner, data, fee, askedAt, gas, mayOwe = false, mostAsked, deploying, voucher }: NewIntent,
  payment: NewPayment | undefined,
): Promise<boolean> {
  // Intents of an account wait for each other only where they are charged.
  const credited = () => (fee === 0n ? creditOf(sql, owner) : lockCredit(sql, owner));
  await credited();
  const known = await readIntent(sql, id);
  if (known !== undefined && known.state !== "refused") return true;
  // All of this is taken back where it answers false: a voucher counts only for what it queues.
  if (voucher !== undefined && !(await countVoucher(sql, owner, voucher))) return false;
  const credit = await credited();
  // What costs nothing is sent for an account that owes, too.
  const isCovered = fee === 0n || credit >= fee || (mayOwe && credit >= 0n);
  if (payment === undefined && !isCovered) return false;
  await sql.run(DELETE, id);
  const row = { id, owner, data, fee, askedAt, gas, deploying };
  if (payment === undefined) {
    if (!(await insert(sql, { ...row, state: "queued" }))) return true;
    await chargeCredit(sql, owner, fee);
    return countAsked(sql, owner, askedAt, mostAsked);
  }
  const before = await readIntent(sql, payment.id);
  if (before !== undefined && before.state !== "refused") return false;
  await sql.run(DELETE, payment.id);
  if (!(await insert(sql, { ...payment, owner, state: "queued", askedAt }))) return false;
  if (!(await insert(sql, { ...row, state: "waiting", payment: payment.id }))) return false;
  return countAsked(sql, owner, askedAt, mostAsked);
}

/** Queues an intent of the relayer itself, which costs and brings no credit. False where there is one that is not refused. */
export async function addOwnIntent(
  sql: Statements,
  owner: string,
  { id, data, askedAt }: NewRedemption,
): Promise<boolean> {
  await sql.run(DELETE, id);
  return insert(sql, { id, owner, data, askedAt, state: "queued" });
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

/** Charges and queues what waited for a payment, as far as the credit goes; returns what it queued. */
export async function releaseWaiting(sql: Transaction, payment: Hex): Promise<readonly Hex[]> {
  const queued: Hex[] = [];
  const waiting = "SELECT * FROM intents WHERE payment = ? AND state = 'waiting' ORDER BY id";
  for (const found of await sql.locked(waiting, payment)) {
    const { id, owner, fee } = intentOf(found);
    if ((await lockCredit(sql, owner)) < fee) {
      await sql.run(`${UNPAID} id = ?`, id);
      continue;
    }
    await chargeCredit(sql, owner, fee);
    await sql.run("UPDATE intents SET state = 'queued' WHERE id = ?", id);
    queued.push(id);
  }
  return queued;
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
