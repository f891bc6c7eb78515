import type { Statements } from "./database.ts";

/** USDC base units. */
export async function creditOf(sql: Statements, owner: string): Promise<bigint> {
  return BigInt((await sql.one("SELECT amount FROM credits WHERE owner = ?", owner))?.amount ?? 0);
}

/** USDC base units, which no other transaction changes before this one ends. */
export async function lockCredit(sql: Statements, owner: string): Promise<bigint> {
  const lock =
    "INSERT INTO credits (owner, amount) VALUES (?, '0') ON CONFLICT (owner) DO UPDATE SET amount = credits.amount RETURNING amount";
  return BigInt((await sql.one(lock, owner))?.amount ?? 0);
}

/** Takes an amount from an owner's credit; a negative one is added. */
export async function chargeCredit(sql: Statements, owner: string, amount: bigint): Promise<void> {
  if (amount === 0n) return;
  const left = (await lockCredit(sql, owner)) - amount;
  await sql.run("UPDATE credits SET amount = ? WHERE owner = ?", String(left), owner);
}
