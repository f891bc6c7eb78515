import type { Address, Hex } from "viem";
import { intentOf } from "./columns.ts";
import { chargeCredit } from "./credits.ts";
import { placesFor, type Statements, type Transaction } from "./database.ts";
import { refuseIntent, releaseWaiting } from "./intents.ts";
import type { Intent, IntentOutcome, Lease, NewAttempt, NewTransaction, Place } from "./records.ts";

const PACKED_AT =
  '(SELECT position FROM packings WHERE packings."transaction" = ? AND packings.intent = intents.id)';

/**
 * Notes that some intents are in a transaction, which has `size` in all. One that is the whole transaction has no place in a
 * batch.
 */
async function putInto(
  sql: Statements,
  state: "sent" | "done",
  { transaction, size }: { readonly transaction: number; readonly size: number },
  ids: readonly Hex[],
): Promise<void> {
  if (ids.length === 0) return;
  const isBatch = size > 1;
  const put = `UPDATE intents SET state = '${state}', reason = NULL, "transaction" = ?,
    position = ${isBatch ? PACKED_AT : "NULL"} WHERE id IN (${placesFor(ids)})`;
  await sql.run(put, transaction, ...(isBatch ? [transaction] : []), ...ids);
}

/** Whether a worker has the lease of its sender, which no other worker takes before this transaction ends. */
export async function holdsLease(sql: Transaction, { sender, holder }: Lease, now: number): Promise<boolean> {
  const held = "SELECT holder FROM leases WHERE sender = ? AND holder = ? AND until > ?";
  return (await sql.locked(held, sender, holder, now)).length > 0;
}

/** Writes a transaction, its first version and its intents. False when one of these is not queued any more. */
export async function addTransaction(
  sql: Transaction,
  { sender, nonce, to, data, gas }: NewTransaction,
  first: NewAttempt,
  items: readonly Hex[],
): Promise<boolean> {
  const insert =
    "INSERT INTO transactions (sender, nonce, \"to\", data, gas, state) VALUES (?, ?, ?, ?, ?, 'open') RETURNING number";
  const number = Number((await sql.one(insert, sender, nonce, to, data, String(gas)))?.number);
  await addAttempt(sql, number, first);
  if (items.length === 0) return true;
  const some = placesFor(items);
  const queued = `SELECT id FROM intents WHERE id IN (${some}) AND state = 'queued' ORDER BY id`;
  if ((await sql.locked(queued, ...items)).length !== items.length) return false;
  const rows = items.map(() => "(?, ?, ?)").join(", ");
  const packing = `INSERT INTO packings ("transaction", position, intent) VALUES ${rows}`;
  await sql.run(packing, ...items.flatMap((id, index) => [number, index, id]));
  await putInto(sql, "sent", { transaction: number, size: items.length }, items);
  return true;
}

export async function addAttempt(sql: Statements, transaction: number, attempt: NewAttempt): Promise<void> {
  const { hash, raw, maxFeePerGas, maxPriorityFeePerGas, signedAt } = attempt;
  const insert =
    'INSERT INTO attempts (hash, "transaction", raw, max_fee, priority_fee, signed_at) VALUES (?, ?, ?, ?, ?, ?)';
  await sql.run(insert, hash, transaction, raw, String(maxFeePerGas), String(maxPriorityFeePerGas), signedAt);
}

/** `markMined` of the store. Returns the intents that it may have queued, or taken from those that are. */
export async function markMined(
  sql: Transaction,
  transaction: number,
  { hash, blockNumber, blockHash }: Place,
  outcomes: readonly IntentOutcome[],
): Promise<readonly Hex[]> {
  const mined =
    "UPDATE transactions SET state = 'mined', hash = ?, block_number = ?, block_hash = ? WHERE number = ? AND state IN ('open', 'lost')";
  if ((await sql.run(mined, hash, String(blockNumber), blockHash, transaction)) === 0) return [];
  if (outcomes.length === 0) return [];
  const ids = outcomes.map(({ id }) => id);
  const all = `SELECT * FROM intents WHERE id IN (${placesFor(ids)}) ORDER BY id`;
  const known = new Map((await sql.locked(all, ...ids)).map(intentOf).map((intent) => [intent.id, intent]));
  const done: Intent[] = [];
  for (const { id, reason, isUndone = false } of outcomes) {
    const intent = known.get(id);
    if (intent === undefined || intent.state === "done" || intent.state === "final") continue;
    // It was put into another transaction meanwhile, or asked for once more.
    const isElsewhere = intent.transaction !== transaction;
    if (isElsewhere && (isUndone || reason !== undefined)) continue;
    if (isUndone) {
      await sql.run("UPDATE intents SET state = 'queued' WHERE id = ?", id);
    } else if (reason !== undefined) {
      await refuseIntent(sql, id, reason, { isUnsent: false });
    } else {
      done.push(intent);
    }
  }
  const size = outcomes.length;
  await putInto(
    sql,
    "done",
    { transaction, size },
    done.map(({ id }) => id),
  );
  const released: Hex[] = [];
  for (const { id, owner, brings } of done) {
    if (brings === 0n) continue;
    await chargeCredit(sql, owner, -brings);
    released.push(...(await releaseWaiting(sql, id)));
  }
  return [...ids, ...released];
}

/**
 * Whether a block has a transaction with an intent. One that was asked for again after its refusal, and not sent since, is in
 * none: its new fee paid for nothing yet.
 */
export async function isInBlock(sql: Statements, id: Hex): Promise<boolean> {
  const mined = `SELECT 1 AS has FROM intents JOIN packings ON intent = id
    JOIN transactions ON number = packings."transaction"
    WHERE id = ? AND intents."transaction" IS NOT NULL AND transactions.state IN ('mined', 'final') LIMIT 1`;
  return (await sql.one(mined, id)) !== undefined;
}

/** `reserved` of the store. */
export async function reservedBy(sql: Statements, sender: Address): Promise<bigint> {
  const open = `SELECT number, gas, max_fee FROM transactions JOIN attempts ON attempts."transaction" = number
    WHERE sender = ? AND transactions.state = 'open' ORDER BY attempts.sequence`;
  // Of several versions of one transaction, the last is the dearest.
  const costs = (await sql.all(open, sender)).map(
    ({ number, gas, max_fee }) => [number, BigInt(gas ?? 0) * BigInt(max_fee ?? 0)] as const,
  );
  return [...new Map(costs).values()].reduce((sum, cost) => sum + cost, 0n);
}
