import { toJson } from "quittance/json";
import type { Hex } from "viem";
import { feeTabOf } from "./columns.ts";
import { chargeCredit } from "./credits.ts";
import type { Statements, Transaction } from "./database.ts";
import type { CountedVoucher, FeeTab } from "./records.ts";

/** What the chain says of a tab. */
export interface TabNote {
  /** USDC base units that it has paid. */
  readonly redeemed: bigint;
  readonly isOver: boolean;
}

export async function readFeeTab(sql: Statements, tabId: Hex): Promise<FeeTab | undefined> {
  const found = await sql.one("SELECT * FROM tabs WHERE id = ?", tabId);
  return found && feeTabOf(found);
}

/** A tab that no other transaction changes before this one ends. */
async function lockTab(sql: Transaction, tabId: Hex): Promise<FeeTab | undefined> {
  const [found] = await sql.locked("SELECT * FROM tabs WHERE id = ?", tabId);
  return found && feeTabOf(found);
}

/**
 * Gives an account credit for what a voucher adds to the total that its tab was counted for; nothing for one that adds nothing.
 * False when the tab pays for another account.
 */
export async function countVoucher(
  sql: Transaction,
  owner: string,
  { tabId, tab, amount, signature, redeemed }: CountedVoucher,
): Promise<boolean> {
  let known = await lockTab(sql, tabId);
  if (known === undefined) {
    if (amount <= redeemed) return true;
    const insert = `INSERT INTO tabs (id, owner, tab, amount, signature, redeemed, redemption, is_over)
      VALUES (?, ?, ?, ?, ?, ?, NULL, 0) ON CONFLICT (id) DO NOTHING`;
    const values = [tabId, owner, toJson(tab), String(amount), signature, String(redeemed)];
    if ((await sql.run(insert, ...values)) > 0) {
      await chargeCredit(sql, owner, redeemed - amount);
      return true;
    }
    known = await lockTab(sql, tabId);
  }
  if (known?.owner !== owner) return false;
  const counted = known.amount > redeemed ? known.amount : redeemed;
  if (amount <= counted) return true;
  await sql.run("UPDATE tabs SET amount = ?, signature = ? WHERE id = ?", String(amount), signature, tabId);
  await chargeCredit(sql, owner, counted - amount);
  return true;
}

/** Tabs whose latest voucher is for more than they have paid. */
export async function unredeemedTabs(sql: Statements): Promise<readonly FeeTab[]> {
  const found = await sql.all("SELECT * FROM tabs WHERE is_over = 0 AND amount <> redeemed ORDER BY id");
  return found.map(feeTabOf);
}

export async function noteTab(sql: Statements, tabId: Hex, { redeemed, isOver }: TabNote): Promise<void> {
  const update = "UPDATE tabs SET redeemed = ?, is_over = ? WHERE id = ?";
  await sql.run(update, String(redeemed), isOver ? 1 : 0, tabId);
}

/** Notes which intent redeems a tab. */
export async function markRedeeming(sql: Statements, tabId: Hex, redemption: Hex): Promise<void> {
  await sql.run("UPDATE tabs SET redemption = ? WHERE id = ?", redemption, tabId);
}
